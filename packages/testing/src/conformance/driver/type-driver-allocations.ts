import type { AllocatedSegment } from '@netloom/core'
import type { ConformanceCheck } from '../support/check.ts'
import { attempt, refusalProblems } from '../support/attempt.ts'
import { rolledBack } from '../support/in-transaction.ts'
import { startDriver, type TypeDriverFixture } from './type-driver-fixture.ts'
import { allocate, allocateAll, identityOf, poolSize } from './type-driver-pool.ts'

type Check = ConformanceCheck<TypeDriverFixture>

const identity = (segment: AllocatedSegment | undefined): string => (segment === undefined ? '' : identityOf(segment))

/** Rules about segments that projects get. */
export const allocationChecks: readonly Check[] = [
  {
    rule: 'allocates the whole pool, each segment once, then says undefined',
    async problems(fixture) {
      const segments = await allocateAll(fixture, await startDriver(fixture))
      if (fixture.poolSize === 'unlimited') {
        return segments.length > poolSize(fixture) ? [] : [`only ${String(segments.length)} of an unlimited pool`]
      }
      const distinct = new Set(segments.map(identity)).size
      if (segments.length !== fixture.poolSize) return [`${String(segments.length)} of ${String(fixture.poolSize)}`]
      return distinct === segments.length ? [] : ['a segment was given twice']
    },
  },
  {
    rule: 'knows after a restart what is allocated',
    async problems(fixture) {
      if (fixture.poolSize === 'unlimited') return []
      await allocateAll(fixture, await startDriver(fixture))
      const more = await allocate(fixture, await startDriver(fixture))
      return more === undefined ? [] : [`allocated ${JSON.stringify(more)} again`]
    },
  },
  {
    rule: 'allocates different segments to those who ask at once',
    async problems(fixture) {
      if (fixture.poolSize === 'unlimited') return []
      const driver = await startDriver(fixture)
      const segments = await Promise.all(Array.from({ length: poolSize(fixture) }, () => allocate(fixture, driver)))
      const distinct = new Set(segments.map(identity)).size
      return distinct === segments.length
        ? []
        : [`${String(distinct)} segments for ${String(segments.length)} requests`]
    },
  },
  {
    rule: 'allocates again what was released',
    async problems(fixture) {
      const driver = await startDriver(fixture)
      const [first] = await allocateAll(fixture, driver)
      if (first === undefined) return []
      await fixture.store.transaction((tx) => driver.release(first, tx))
      return (await allocate(fixture, driver)) === undefined ? ['the pool stayed empty'] : []
    },
  },
  {
    rule: 'keeps nothing of an allocation that is rolled back',
    async problems(fixture) {
      const driver = await startDriver(fixture)
      await rolledBack(fixture.store, (tx) => driver.allocate(tx))
      const segments = await allocateAll(fixture, driver)
      return segments.length < poolSize(fixture) ? [`${String(poolSize(fixture) - segments.length)} got lost`] : []
    },
  },
  {
    rule: 'answers a partial request from the pool, and with 503 when that is empty',
    async problems(fixture) {
      const driver = await startDriver(fixture)
      const request = { networkType: driver.networkType }
      if (!driver.isPartial(request)) return []
      driver.validate(request)
      const segment = await fixture.store.transaction((tx) => driver.reserve(request, tx))
      const problems = segment.networkType === driver.networkType ? [] : [`reserved ${JSON.stringify(segment)}`]
      if (fixture.poolSize === 'unlimited') return problems
      await allocateAll(fixture, driver)
      const empty = await attempt(() => fixture.store.transaction((tx) => driver.reserve(request, tx)))
      return [...problems, ...refusalProblems('a request to an empty pool', empty, 503)]
    },
  },
]
