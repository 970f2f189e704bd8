import {
  type AllocatedSegment,
  InvalidInputError,
  NoNetworkAvailableError,
  type ProviderSegment,
  TunnelIdInUseError,
  type TypeDriver,
} from '@netloom/core'
import { type IdRange, SegmentPool } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'

/** A sound driver to break: ids 1 to 3, unless it is given others. */
export class FakeTypeDriver implements TypeDriver {
  readonly networkType: string = 'toy'
  protected readonly pool: SegmentPool

  constructor(ranges: readonly IdRange[] = [[1, 3]]) {
    this.pool = new SegmentPool({ networkType: 'toy', ranges, inUse: (id) => new TunnelIdInUseError(id) })
  }

  isPartial(segment: ProviderSegment): boolean {
    return segment.segmentationId === undefined
  }

  validate({ physicalNetwork, segmentationId: id }: ProviderSegment): void {
    if (physicalNetwork !== undefined)
      throw new InvalidInputError(`provider:physical_network ${physicalNetwork} is not for toys`)
    if (id !== undefined && !(Number.isInteger(id) && id >= 1 && id <= 100))
      throw new InvalidInputError(`provider:segmentation_id ${String(id)} is no toy; use 1 to 100`)
  }

  async reserve({ segmentationId }: ProviderSegment, tx: Transaction): Promise<AllocatedSegment> {
    if (segmentationId !== undefined) {
      await this.pool.reserve(segmentationId, tx)
      return toy(segmentationId)
    }
    const segment = await this.allocate(tx)
    if (segment === undefined) throw new NoNetworkAvailableError('no toy left')
    return segment
  }

  async allocate(tx: Transaction): Promise<AllocatedSegment | undefined> {
    const id = await this.pool.allocate(tx)
    return id === undefined ? undefined : toy(id)
  }

  async release({ segmentationId }: AllocatedSegment, tx: Transaction): Promise<void> {
    if (segmentationId !== null) await this.pool.release(segmentationId, tx)
  }

  mtu(): number {
    return 1450
  }
}

export function toy(segmentationId: number): AllocatedSegment {
  return { networkType: 'toy', physicalNetwork: null, segmentationId }
}
