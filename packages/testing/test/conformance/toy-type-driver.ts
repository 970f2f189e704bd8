import {
  type AllocatedSegment,
  InvalidInputError,
  NoNetworkAvailableError,
  type ProviderSegment,
  TunnelIdInUseError,
  type TypeDriver,
} from '@netloom/core'
import { SegmentPool } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'

/** A sound driver to break: ids 1 to 3. */
export class ToyTypeDriver implements TypeDriver {
  readonly networkType: string = 'toy'
  protected readonly pool: SegmentPool = new SegmentPool({
    networkType: 'toy',
    ranges: [[1, 3]],
    inUse: (id) => new TunnelIdInUseError(id),
  })

  isPartial(segment: ProviderSegment): boolean {
    return segment.segmentationId === undefined
  }

  validate({ physicalNetwork }: ProviderSegment): void {
    if (physicalNetwork !== undefined) throw new InvalidInputError('provider:physical_network is not for toys')
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
