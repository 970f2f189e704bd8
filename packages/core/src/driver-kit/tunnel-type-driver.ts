import type { TypeDriver } from '../driver/type-driver.ts'
import { InvalidInputError, NoNetworkAvailableError, TunnelIdInUseError } from '../errors/segment-errors.ts'
import type { AllocatedSegment, ProviderSegment } from '../model/segment.ts'
import type { Transaction } from '../store/store.ts'
import type { IdBounds, IdRange } from './id-ranges.ts'
import type { Ml2Options } from '../model/ml2-options.ts'
import { tunnelMtu } from './mtu.ts'
import { SegmentPool } from './segment-pool.ts'

export interface TunnelTypeOptions {
  readonly networkType: string
  /** What an id is called: `VNI`, `GRE key`. */
  readonly idName: string
  /** Ids that the wire can carry. */
  readonly bounds: IdBounds
  /** Ids for project networks, and the option they come from. */
  readonly ranges: readonly IdRange[]
  readonly rangesOption: string
  /** Bytes between the outer IP header and the inner IP packet; see `tunnelMtu`. */
  readonly overhead: number
}

/** Segments of a tunnel type: an id each, no physical network. */
export class TunnelTypeDriver implements TypeDriver {
  readonly networkType: string
  readonly #pool: SegmentPool

  constructor(
    private readonly options: TunnelTypeOptions,
    private readonly ml2: Ml2Options,
  ) {
    const { networkType, ranges } = options
    this.networkType = networkType
    this.#pool = new SegmentPool({ networkType, ranges, inUse: (id) => new TunnelIdInUseError(id) })
  }

  isPartial(segment: ProviderSegment): boolean {
    return segment.segmentationId === undefined
  }

  validate({ physicalNetwork, segmentationId: id }: ProviderSegment): void {
    const { networkType, idName, bounds } = this.options
    if (physicalNetwork !== undefined) {
      throw new InvalidInputError(
        `provider:physical_network ${physicalNetwork} does not fit a ${networkType} network, which has none; leave it out`,
      )
    }
    if (id === undefined || (Number.isInteger(id) && id >= bounds.first && id <= bounds.last)) return
    throw new InvalidInputError(
      `provider:segmentation_id ${String(id)} is no ${idName}; ` +
        `use a whole number from ${String(bounds.first)} to ${String(bounds.last)}, or leave it out`,
    )
  }

  async reserve(segment: ProviderSegment, tx: Transaction): Promise<AllocatedSegment> {
    if (segment.segmentationId !== undefined) {
      await this.#pool.reserve(segment.segmentationId, tx)
      return this.#allocated(segment.segmentationId)
    }
    const free = await this.allocate(tx)
    if (free !== undefined) return free
    throw new NoNetworkAvailableError(`no ${this.options.idName} of ${this.options.rangesOption} is free`)
  }

  async allocate(tx: Transaction): Promise<AllocatedSegment | undefined> {
    const id = await this.#pool.allocate(tx)
    return id === undefined ? undefined : this.#allocated(id)
  }

  async release(segment: AllocatedSegment, tx: Transaction): Promise<void> {
    if (segment.segmentationId !== null) await this.#pool.release(segment.segmentationId, tx)
  }

  mtu(): number {
    return tunnelMtu(this.ml2, this.options.overhead)
  }

  #allocated(segmentationId: number): AllocatedSegment {
    return { networkType: this.networkType, physicalNetwork: null, segmentationId }
  }
}
