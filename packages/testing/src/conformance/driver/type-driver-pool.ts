import type { AllocatedSegment, ProviderSegment, TypeDriver } from '@netloom/core'
import type { TypeDriverFixture } from './type-driver-fixture.ts'

export function allocate({ store }: TypeDriverFixture, driver: TypeDriver): Promise<AllocatedSegment | undefined> {
  return store.transaction((tx) => driver.allocate(tx))
}

export async function allocateAll(
  fixture: TypeDriverFixture,
  driver: TypeDriver,
): Promise<readonly AllocatedSegment[]> {
  const segments: AllocatedSegment[] = []
  // One more than there are: the last answer must be "none".
  for (let i = 0; i <= poolSize(fixture); i += 1) {
    const segment = await allocate(fixture, driver)
    if (segment === undefined) break
    segments.push(segment)
  }
  return segments
}

export function reserve(
  { store }: TypeDriverFixture,
  driver: TypeDriver,
  segment: ProviderSegment,
): Promise<AllocatedSegment> {
  return store.transaction((tx) => driver.reserve(segment, tx))
}

export function release({ store }: TypeDriverFixture, driver: TypeDriver, segment: AllocatedSegment): Promise<void> {
  return store.transaction((tx) => driver.release(segment, tx))
}

/** As many as are worth trying. */
export function poolSize({ poolSize: size }: TypeDriverFixture): number {
  return size === 'unlimited' ? 3 : size
}

/** Pools that can be emptied, and hold something. */
export const hasPool = ({ poolSize: size }: TypeDriverFixture): boolean => size !== 'unlimited' && size > 0

/** What makes it this segment and no other. */
export const identityOf = ({ networkType, physicalNetwork, segmentationId }: AllocatedSegment): string =>
  JSON.stringify([networkType, physicalNetwork, segmentationId])

export const identitiesOf = (segments: readonly AllocatedSegment[]): readonly string[] =>
  segments.map(identityOf).sort()

/** The request that asks for exactly this segment. */
export const asRequest = ({ networkType, physicalNetwork, segmentationId }: AllocatedSegment): ProviderSegment => ({
  networkType,
  ...(physicalNetwork !== null && { physicalNetwork }),
  ...(segmentationId !== null && { segmentationId }),
})

export const asAllocated = ({ networkType, physicalNetwork, segmentationId }: ProviderSegment): AllocatedSegment => ({
  networkType,
  physicalNetwork: physicalNetwork ?? null,
  segmentationId: segmentationId ?? null,
})
