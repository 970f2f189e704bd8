import {
  type AllocatedSegment,
  FlatNetworkInUseError,
  InvalidInputError,
  type Ml2Options,
  type ProviderSegment,
  type TypeDriver,
} from '@netloom/core'
import { physicalMtu, SegmentPool } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import type { ParsedFlatOptions } from './flat-options.ts'

export const FLAT = 'flat'

/** A flat network has no id; its physical network is taken as a whole, under this one. */
const WHOLE = 0

/** Untagged networks: one for each physical network, on an operator's request only. */
export class FlatTypeDriver implements TypeDriver {
  readonly networkType: string = FLAT

  constructor(
    private readonly options: ParsedFlatOptions,
    private readonly ml2: Ml2Options,
  ) {}

  isPartial(): boolean {
    return false
  }

  validate({ physicalNetwork, segmentationId }: ProviderSegment): void {
    const { flatNetworks } = this.options
    if (flatNetworks !== '*' && flatNetworks.length === 0) {
      throw new InvalidInputError(
        'provider:network_type flat is disabled by an empty flat_networks; list physical networks there, or *',
      )
    }
    if (physicalNetwork === undefined || physicalNetwork === '') {
      throw new InvalidInputError('provider:physical_network is missing; a flat network needs one')
    }
    if (flatNetworks !== '*' && !flatNetworks.includes(physicalNetwork)) {
      throw new InvalidInputError(
        `provider:physical_network ${physicalNetwork} is not one for flat networks; use ${flatNetworks.join(' or ')}`,
      )
    }
    if (segmentationId !== undefined) {
      throw new InvalidInputError(
        `provider:segmentation_id ${String(segmentationId)} does not fit a flat network, which has none; leave it out`,
      )
    }
  }

  async reserve(segment: ProviderSegment, tx: Transaction): Promise<AllocatedSegment> {
    this.validate(segment)
    const physicalNetwork = segment.physicalNetwork ?? ''
    await pool(physicalNetwork).reserve(WHOLE, tx)
    return { networkType: FLAT, physicalNetwork, segmentationId: null }
  }

  /** Never: projects do not get physical networks. */
  allocate(): Promise<undefined> {
    return Promise.resolve(undefined)
  }

  async release(segment: AllocatedSegment, tx: Transaction): Promise<void> {
    if (segment.physicalNetwork !== null) await pool(segment.physicalNetwork).release(WHOLE, tx)
  }

  mtu(physicalNetwork?: string): number {
    return physicalMtu(this.ml2, physicalNetwork)
  }
}

function pool(physicalNetwork: string): SegmentPool {
  return new SegmentPool({
    networkType: FLAT,
    physicalNetwork,
    ranges: [],
    inUse: () => new FlatNetworkInUseError(physicalNetwork),
  })
}
