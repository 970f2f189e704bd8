import {
  type AllocatedSegment,
  InvalidInputError,
  type Ml2Options,
  NoNetworkAvailableError,
  type ProviderSegment,
  type TypeDriver,
  VlanIdInUseError,
} from '@netloom/core'
import { physicalMtu, SegmentPool } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import { VLAN_BOUNDS, type ParsedVlanOptions } from './vlan-options.ts'

export const VLAN = 'vlan'

/** VLAN segments: an id each, counted per physical network (IEEE 802.1Q). */
export class VlanTypeDriver implements TypeDriver {
  readonly networkType: string = VLAN
  readonly #pools: ReadonlyMap<string, SegmentPool>

  constructor(
    { networkVlanRanges }: ParsedVlanOptions,
    private readonly ml2: Ml2Options,
  ) {
    this.#pools = new Map(
      [...networkVlanRanges].map(([physicalNetwork, ranges]) => [
        physicalNetwork,
        new SegmentPool({
          networkType: VLAN,
          physicalNetwork,
          ranges,
          inUse: (id) => new VlanIdInUseError(id, physicalNetwork),
        }),
      ]),
    )
  }

  /** An operator names the physical network and the id; with one of them alone the other is chosen. */
  isPartial({ physicalNetwork, segmentationId }: ProviderSegment): boolean {
    return physicalNetwork === undefined || segmentationId === undefined
  }

  validate({ physicalNetwork, segmentationId: id }: ProviderSegment): void {
    if (physicalNetwork !== undefined && !this.#pools.has(physicalNetwork)) {
      const known = [...this.#pools.keys()]
      const remedy = known.length === 0 ? 'list it in network_vlan_ranges' : `use ${known.join(' or ')}`
      throw new InvalidInputError(
        `provider:physical_network ${physicalNetwork} is unknown for VLAN provider network; ${remedy}`,
      )
    }
    if (id === undefined) return
    if (physicalNetwork === undefined) {
      throw new InvalidInputError(
        'provider:segmentation_id requires provider:physical_network for VLAN provider network',
      )
    }
    if (Number.isInteger(id) && id >= VLAN_BOUNDS.first && id <= VLAN_BOUNDS.last) return
    throw new InvalidInputError(
      `provider:segmentation_id ${String(id)} is no VLAN id; ` +
        `use a whole number from ${String(VLAN_BOUNDS.first)} to ${String(VLAN_BOUNDS.last)}, or leave it out`,
    )
  }

  async reserve(segment: ProviderSegment, tx: Transaction): Promise<AllocatedSegment> {
    this.validate(segment)
    const { physicalNetwork, segmentationId } = segment
    if (physicalNetwork !== undefined && segmentationId !== undefined) {
      await this.#pools.get(physicalNetwork)?.reserve(segmentationId, tx)
      return allocated(physicalNetwork, segmentationId)
    }
    const free = await this.#allocateOn(physicalNetwork === undefined ? [...this.#pools.keys()] : [physicalNetwork], tx)
    if (free !== undefined) return free
    const place = physicalNetwork === undefined ? '' : ` on physical network ${physicalNetwork}`
    throw new NoNetworkAvailableError(`no VLAN of network_vlan_ranges is free${place}`)
  }

  allocate(tx: Transaction): Promise<AllocatedSegment | undefined> {
    return this.#allocateOn([...this.#pools.keys()], tx)
  }

  async release({ physicalNetwork, segmentationId }: AllocatedSegment, tx: Transaction): Promise<void> {
    if (physicalNetwork === null || segmentationId === null) return
    // The physical network may have left the configuration since.
    const pool = this.#pools.get(physicalNetwork) ?? unlistedPool(physicalNetwork)
    await pool.release(segmentationId, tx)
  }

  mtu(physicalNetwork?: string): number {
    return physicalMtu(this.ml2, physicalNetwork)
  }

  /** Physical networks in the order of the configuration: the first that has a free id. */
  async #allocateOn(physicalNetworks: readonly string[], tx: Transaction): Promise<AllocatedSegment | undefined> {
    for (const physicalNetwork of physicalNetworks) {
      const id = await this.#pools.get(physicalNetwork)?.allocate(tx)
      if (id !== undefined) return allocated(physicalNetwork, id)
    }
    return undefined
  }
}

function unlistedPool(physicalNetwork: string): SegmentPool {
  const inUse = (id: number): Error => new VlanIdInUseError(id, physicalNetwork)
  return new SegmentPool({ networkType: VLAN, physicalNetwork, ranges: [], inUse })
}

function allocated(physicalNetwork: string, segmentationId: number): AllocatedSegment {
  return { networkType: VLAN, physicalNetwork, segmentationId }
}
