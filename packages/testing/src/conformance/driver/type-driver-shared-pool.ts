import type { AllocatedSegment, TypeDriver } from '@netloom/core'
import type { ConformanceCheck } from '../support/check.ts'
import { attempt, refusalProblems } from '../support/attempt.ts'
import { rolledBack } from '../support/in-transaction.ts'
import { startDriver, type TypeDriverFixture } from './type-driver-fixture.ts'
import {
  allocate,
  allocateAll,
  asAllocated,
  asRequest,
  hasPool,
  identitiesOf,
  identityOf,
  release,
  reserve,
} from './type-driver-pool.ts'
import { judgementProblems } from './type-driver-requests.ts'
import { attemptNow } from '../support/attempt.ts'

type Check = ConformanceCheck<TypeDriverFixture>

/** What the pool gives after a change, where `expected` is all that may be free. */
async function freeProblems(
  fixture: TypeDriverFixture,
  driver: TypeDriver,
  what: string,
  expected: readonly AllocatedSegment[],
): Promise<readonly string[]> {
  const given = identitiesOf(await allocateAll(fixture, driver))
  const wanted = identitiesOf(expected)
  return given.join() === wanted.join() ? [] : [`${what}: free are [${given.join(' ')}], not [${wanted.join(' ')}]`]
}

/** A rule about a pool that is all taken, for drivers that have one. */
const onFullPool = (
  rule: string,
  problems: (
    fixture: TypeDriverFixture,
    driver: TypeDriver,
    all: readonly [AllocatedSegment, ...AllocatedSegment[]],
  ) => Promise<readonly string[]>,
): Check => ({
  rule,
  async problems(fixture) {
    if (!hasPool(fixture)) return []
    const driver = await startDriver(fixture)
    const [first, ...rest] = await allocateAll(fixture, driver)
    return first === undefined ? ['nothing was allocated'] : problems(fixture, driver, [first, ...rest])
  },
})

/** Rules about a pool that operators, projects and those who give back share. */
export const sharedPoolChecks: readonly Check[] = [
  onFullPool('gives back the released segment, whichever it is, and no other', async (fixture, driver, all) => {
    const problems: string[] = []
    for (const segment of all) {
      await release(fixture, driver, segment)
      problems.push(...(await freeProblems(fixture, driver, `after ${identityOf(segment)} was released`, [segment])))
    }
    for (const segment of all) await release(fixture, driver, segment)
    return [...problems, ...(await freeProblems(fixture, driver, 'after all were released', all))]
  }),
  onFullPool('counts a segment once that is released twice', async (fixture, driver, all) => {
    for (let i = 0; i < 2; i += 1) await release(fixture, driver, all[0])
    return freeProblems(fixture, driver, `after ${identityOf(all[0])} was released twice`, [all[0]])
  }),
  onFullPool('frees nothing when it is given what it does not have', async (fixture, driver, all) => {
    const [{ networkType, physicalNetwork, segmentationId }] = all
    const foreign: readonly AllocatedSegment[] = [
      { networkType, physicalNetwork, segmentationId: (segmentationId ?? 0) + 100_000 },
      { networkType, physicalNetwork: null, segmentationId: null },
      ...(physicalNetwork === null ? [] : [{ networkType, physicalNetwork: 'nowhere', segmentationId }]),
    ]
    for (const segment of foreign) await release(fixture, driver, segment)
    return freeProblems(fixture, driver, 'after unknown segments were released', [])
  }),
  onFullPool('frees nothing when a release is rolled back', async (fixture, driver, all) => {
    await rolledBack(fixture.store, (tx) => driver.release(all[0], tx))
    return freeProblems(fixture, driver, 'after a release was rolled back', [])
  }),
  onFullPool(
    'allocates nothing that an operator has reserved, and the other way round',
    async (fixture, driver, all) => {
      const request = asRequest(all[0])
      const taken = await attempt(() => reserve(fixture, driver, request))
      const problems = [...refusalProblems(`reserving ${identityOf(all[0])}, which a project has,`, taken, 409)]
      for (const segment of all) await release(fixture, driver, segment)
      await reserve(fixture, driver, request)
      problems.push(...(await freeProblems(fixture, driver, 'after one was reserved', all.slice(1))))
      await release(fixture, driver, all[0])
      return [...problems, ...(await freeProblems(fixture, driver, 'after the reservation ended', [all[0]]))]
    },
  ),
  onFullPool('adds nothing to the pool that an operator gives back', async (fixture, driver, all) => {
    const { providerSegment } = fixture
    if (all.some((segment) => identityOf(segment) === identityOf(asAllocated(providerSegment)))) return []
    await release(fixture, driver, await reserve(fixture, driver, providerSegment))
    return freeProblems(fixture, driver, 'after a segment outside the pool was given back', [])
  }),
  onFullPool('says again and again that the pool is empty, and is usable after that', async (fixture, driver, all) => {
    for (let i = 0; i < 3; i += 1)
      if ((await allocate(fixture, driver)) !== undefined) return ['it found a segment in an empty pool']
    await release(fixture, driver, all[0])
    return freeProblems(fixture, driver, 'after one was released', [all[0]])
  }),
  onFullPool('allocates only what it would accept from an operator', (_fixture, driver, all) =>
    Promise.resolve(
      all.flatMap((segment) => {
        const what = `allocated ${identityOf(segment)}`
        const judged = attemptNow(() => {
          driver.validate(asRequest(segment))
        })
        const { networkType } = segment
        return [
          ...(networkType === driver.networkType ? [] : [`${what} for ${driver.networkType}`]),
          ...('error' in judged ? [`${what}, and refuses it: ${String(judged.error)}`] : []),
          ...(driver.isPartial(asRequest(segment)) ? [`${what}, which is no whole segment`] : []),
        ]
      }),
    ),
  ),
  onFullPool('allocates nothing that it has to refuse', (fixture, driver, all) => {
    const wrong = fixture.invalidSegments.filter((segment) => judgementProblems(driver, segment).length >= 0)
    const identities = new Set(wrong.map((segment) => identityOf(asAllocated(segment))))
    return Promise.resolve(
      all.filter((segment) => identities.has(identityOf(segment))).map((segment) => `allocated ${identityOf(segment)}`),
    )
  }),
]
