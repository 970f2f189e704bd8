import {
  type AllocatedSegment,
  InvalidInputError,
  type Ml2Options,
  NoNetworkAvailableError,
  type ProviderSegment,
  TunnelIdInUseError,
  type TypeDriver,
} from '@netloom/core'
import { type IdBounds, type IdRange, physicalMtu, SegmentPool } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'

export const SPB = 'spb'

/** IEEE 802.1ah: 24 bits, 0 to 255 reserved. */
export const ISID_BOUNDS: IdBounds = { first: 256, last: 2 ** 24 - 1 }

/** The MAC-in-MAC header (IEEE 802.1ah) without the outer addresses: B-tag 4, I-tag 6, inner Ethernet header 14. */
const OVERHEAD = 24

/** Shortest Path Bridging (IEEE 802.1aq): an I-SID for each network. */
export class SpbTypeDriver implements TypeDriver {
  readonly networkType: string = SPB
  readonly #pool: SegmentPool

  constructor(
    isidRanges: readonly IdRange[],
    private readonly ml2: Ml2Options,
  ) {
    this.#pool = new SegmentPool({
      networkType: SPB,
      ranges: isidRanges,
      inUse: (isid) => new TunnelIdInUseError(isid),
    })
  }

  isPartial({ segmentationId }: ProviderSegment): boolean {
    return segmentationId === undefined
  }

  validate({ physicalNetwork, segmentationId: isid }: ProviderSegment): void {
    if (physicalNetwork !== undefined) {
      throw new InvalidInputError(
        `provider:physical_network ${physicalNetwork} does not fit an spb network; leave it out`,
      )
    }
    if (isid === undefined) return
    if (!Number.isInteger(isid) || isid < ISID_BOUNDS.first || isid > ISID_BOUNDS.last) {
      throw new InvalidInputError(
        `provider:segmentation_id ${String(isid)} is no I-SID; ` +
          `use a whole number from ${String(ISID_BOUNDS.first)} to ${String(ISID_BOUNDS.last)}, or leave it out`,
      )
    }
  }

  async reserve({ segmentationId: isid }: ProviderSegment, tx: Transaction): Promise<AllocatedSegment> {
    if (isid !== undefined) {
      await this.#pool.reserve(isid, tx)
      return allocated(isid)
    }
    const free = await this.allocate(tx)
    if (free === undefined) throw new NoNetworkAvailableError('no I-SID of isid_ranges is free')
    return free
  }

  async allocate(tx: Transaction): Promise<AllocatedSegment | undefined> {
    const isid = await this.#pool.allocate(tx)
    return isid === undefined ? undefined : allocated(isid)
  }

  async release({ segmentationId }: AllocatedSegment, tx: Transaction): Promise<void> {
    if (segmentationId !== null) await this.#pool.release(segmentationId, tx)
  }

  mtu(): number {
    const outer = physicalMtu(this.ml2)
    return outer === 0 ? 0 : Math.max(0, outer - OVERHEAD)
  }
}

function allocated(isid: number): AllocatedSegment {
  return { networkType: SPB, physicalNetwork: null, segmentationId: isid }
}
