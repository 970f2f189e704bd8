import {
  type AllocatedSegment,
  InvalidInputError,
  type Ml2Options,
  type ProviderSegment,
  type TypeDriver,
} from '@netloom/core'
import { physicalMtu } from '@netloom/core/kit'

export const LOCAL = 'local'

const SEGMENT: AllocatedSegment = { networkType: LOCAL, physicalNetwork: null, segmentationId: null }

/** Networks that end at the host: nothing to allocate, never exhausted. */
export class LocalTypeDriver implements TypeDriver {
  readonly networkType: string = LOCAL

  constructor(private readonly ml2: Ml2Options) {}

  isPartial(): boolean {
    return false
  }

  validate({ physicalNetwork, segmentationId }: ProviderSegment): void {
    const given =
      physicalNetwork !== undefined
        ? `provider:physical_network ${physicalNetwork}`
        : segmentationId !== undefined
          ? `provider:segmentation_id ${String(segmentationId)}`
          : undefined
    if (given !== undefined) {
      throw new InvalidInputError(`${given} does not fit a local network, which has none; leave it out`)
    }
  }

  reserve(): Promise<AllocatedSegment> {
    return Promise.resolve(SEGMENT)
  }

  allocate(): Promise<AllocatedSegment> {
    return Promise.resolve(SEGMENT)
  }

  release(): Promise<void> {
    return Promise.resolve()
  }

  mtu(): number {
    return physicalMtu(this.ml2)
  }
}
