import {
  InvalidInputError,
  NoNetworkAvailableError,
  SegmentPool,
  TunnelIdInUseError,
  tunnelMtu,
  type AllocatedSegment,
  type Ml2Options,
  type ProviderSegment,
  type Transaction,
  type TypeDriver,
} from '@netloom/core'
import { VNI_BOUNDS, type ParsedVxlanOptions } from './vxlan-options.ts'

export const VXLAN = 'vxlan'

/** UDP 8, VXLAN 8 (RFC 7348, 5) and the inner Ethernet header 14. */
const VXLAN_OVERHEAD = 30

/** VXLAN segments: a VNI each, no physical network. */
export class VxlanTypeDriver implements TypeDriver {
  readonly networkType: string = VXLAN
  readonly #pool: SegmentPool

  constructor(
    options: ParsedVxlanOptions,
    private readonly ml2: Ml2Options,
  ) {
    this.#pool = new SegmentPool({
      networkType: VXLAN,
      ranges: options.vniRanges,
      inUse: (vni) => new TunnelIdInUseError(vni),
    })
  }

  isPartial(segment: ProviderSegment): boolean {
    return segment.segmentationId === undefined
  }

  validate({ physicalNetwork, segmentationId: vni }: ProviderSegment): void {
    if (physicalNetwork !== undefined) {
      throw new InvalidInputError(
        `provider:physical_network ${physicalNetwork} does not fit a vxlan network, which has none; leave it out`,
      )
    }
    if (vni === undefined) return
    if (!Number.isInteger(vni) || vni < VNI_BOUNDS.first || vni > VNI_BOUNDS.last) {
      throw new InvalidInputError(
        `provider:segmentation_id ${String(vni)} is no VNI; ` +
          `use a whole number from ${String(VNI_BOUNDS.first)} to ${String(VNI_BOUNDS.last)}, or leave it out`,
      )
    }
  }

  async reserve(segment: ProviderSegment, tx: Transaction): Promise<AllocatedSegment> {
    if (segment.segmentationId !== undefined) {
      await this.#pool.reserve(segment.segmentationId, tx)
      return allocated(segment.segmentationId)
    }
    const free = await this.allocate(tx)
    if (free === undefined) throw new NoNetworkAvailableError('no VNI of vni_ranges is free')
    return free
  }

  async allocate(tx: Transaction): Promise<AllocatedSegment | undefined> {
    const vni = await this.#pool.allocate(tx)
    return vni === undefined ? undefined : allocated(vni)
  }

  async release(segment: AllocatedSegment, tx: Transaction): Promise<void> {
    if (segment.segmentationId !== null) await this.#pool.release(segment.segmentationId, tx)
  }

  mtu(): number {
    return tunnelMtu(this.ml2, VXLAN_OVERHEAD)
  }
}

function allocated(vni: number): AllocatedSegment {
  return { networkType: VXLAN, physicalNetwork: null, segmentationId: vni }
}
