import type { ConformanceCheck } from '../support/check.ts'
import { attempt, refusalProblems } from '../support/attempt.ts'
import { handlesLeftBy } from '../support/handles.ts'
import { rolledBack } from '../support/in-transaction.ts'
import { changedTables, readRows, type StoreRows } from '../support/store-rows.ts'
import { start, startDriver, type TypeDriverFixture } from './type-driver-fixture.ts'
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

type Check = ConformanceCheck<TypeDriverFixture>

const ALLOCATIONS = 'segment_allocations'
const OTHER_TYPE = 'x-other'

/** Rows of segments of a type that is not the driver's. */
async function plantOtherType(fixture: TypeDriverFixture): Promise<void> {
  const { physicalNetwork = '' } = fixture.providerSegment
  const ids = [...Array.from({ length: 300 }, (_, index) => index), fixture.providerSegment.segmentationId ?? 7]
  await fixture.store.transaction(async ({ db }) => {
    for (const place of new Set(['', physicalNetwork]))
      await db
        .insertInto(ALLOCATIONS)
        .values(
          [...new Set(ids)].map((id) => ({ network_type: OTHER_TYPE, physical_network: place, segmentation_id: id })),
        )
        .execute()
  })
}

const rowsOfOthers = (rows: StoreRows, own: string): readonly string[] =>
  (rows.get(ALLOCATIONS) ?? []).filter((row) => !row.includes(`"network_type":${JSON.stringify(own)}`))

/** Rules about what a driver leaves in a store that it shares. */
export const storeChecks: readonly Check[] = [
  {
    rule: 'leaves the rows of other types and tables alone, and is not taken in by them',
    async problems(fixture) {
      await plantOtherType(fixture)
      const before = await readRows(fixture.store)
      const driver = await startDriver(fixture)
      const reserved = await reserve(fixture, driver, fixture.providerSegment)
      const segments = await allocateAll(fixture, driver)
      await rolledBack(fixture.store, (tx) => driver.allocate(tx))
      for (const segment of [reserved, ...segments]) await release(fixture, driver, segment)
      const after = await readRows(fixture.store)
      const others = [before, after].map((rows) => rowsOfOthers(rows, driver.networkType).join('\n'))
      return [
        ...changedTables(before, after)
          .filter((table) => table !== ALLOCATIONS)
          .map((table) => `table ${table} was changed`),
        ...(others[0] === others[1] ? [] : [`rows of other types in ${ALLOCATIONS} were changed`]),
        ...(hasPool(fixture) && segments.length < Number(fixture.poolSize) - 1
          ? [`${String(segments.length)} of ${String(fixture.poolSize)}: ids of another type count as taken`]
          : []),
      ]
    },
  },
  {
    rule: 'leaves no row behind once everything is given back',
    async problems(fixture) {
      const driver = await startDriver(fixture)
      const before = await readRows(fixture.store)
      const reserved = await reserve(fixture, driver, fixture.providerSegment)
      for (const segment of [reserved, ...(await allocateAll(fixture, driver))]) await release(fixture, driver, segment)
      return changedTables(before, await readRows(fixture.store)).map(
        (table) => `table ${table} has other rows than before`,
      )
    },
  },
  {
    rule: 'leaves no row behind when a request is refused',
    async problems(fixture) {
      if (fixture.exclusive === false) return []
      const driver = await startDriver(fixture)
      await reserve(fixture, driver, fixture.providerSegment)
      const before = await readRows(fixture.store)
      await attempt(() => reserve(fixture, driver, fixture.providerSegment))
      return changedTables(before, await readRows(fixture.store)).map((table) => `table ${table} was changed`)
    },
  },
  {
    rule: 'shares its segments with another controller on the same store',
    async problems(fixture) {
      if (!hasPool(fixture)) return []
      const [here, there] = [await startDriver(fixture), await startDriver(fixture)]
      const segments = [
        ...(await allocateAll({ ...fixture, poolSize: 0 }, here)),
        ...(await allocateAll(fixture, there)),
      ]
      const problems = new Set(segments.map(identityOf)).size === segments.length ? [] : ['both have one segment']
      if (segments.length !== fixture.poolSize) problems.push(`both together got ${String(segments.length)}`)
      if ((await allocate(fixture, here)) !== undefined) problems.push('one does not know what the other has')
      const [first, second = first] = segments
      if (first === undefined || second === undefined) return problems
      for (const [giver, taker, segment] of [
        [there, here, first],
        [here, there, second],
      ] as const) {
        await release(fixture, giver, segment)
        const next = await allocate(fixture, taker)
        if (next === undefined || identityOf(next) !== identityOf(segment))
          problems.push(
            `one gave ${identityOf(segment)} back, and the other gets ${next === undefined ? 'nothing' : identityOf(next)}`,
          )
      }
      return problems
    },
  },
  {
    rule: 'shares nothing with a driver on another store',
    async problems(fixture, another) {
      if (!hasPool(fixture)) return []
      const other = await another()
      const driver = await startDriver(fixture)
      const here = await allocateAll(fixture, driver)
      await reserve(fixture, driver, fixture.providerSegment).catch(() => undefined)
      const otherDriver = await startDriver(other)
      await reserve(other, otherDriver, other.providerSegment)
      await release(other, otherDriver, asAllocated(other.providerSegment))
      const there = await allocateAll(other, otherDriver)
      return identitiesOf(here).join() === identitiesOf(there).join()
        ? []
        : ['what is taken in one store is taken in another']
    },
  },
  {
    rule: 'keeps what is in use, and takes it back, when its configuration lists it no more',
    async problems(fixture) {
      if (fixture.newEmptiedDriver === undefined) return []
      const segments = await allocateAll(fixture, await startDriver(fixture))
      const emptied = await start(fixture.newEmptiedDriver())
      const problems: string[] = []
      if ((await allocate({ ...fixture, poolSize: 0 }, emptied)) !== undefined)
        problems.push('it allocates what is configured no more')
      const [first] = segments
      if (first !== undefined && fixture.exclusive !== false) {
        const again = await attempt(() => reserve(fixture, emptied, asRequest(first)))
        // A physical network that is configured no more may be refused as such.
        if (first.physicalNetwork === null) problems.push(...refusalProblems('what is in use', again, 409))
        else if ('value' in again) problems.push('what is in use was given again')
      }
      for (const segment of segments) await release(fixture, emptied, segment)
      const back = await allocateAll(fixture, await startDriver(fixture))
      return back.length === segments.length
        ? problems
        : [...problems, `${String(segments.length - back.length)} segments were not given back`]
    },
  },
  {
    rule: 'leaves no timer and no connection behind once closed',
    async problems(fixture) {
      return handlesLeftBy(async () => {
        const driver = await startDriver(fixture)
        await driver.close?.()
      })
    },
  },
]
