import type { AllocatedSegment } from '@netloom/core'
import type { ConformanceCheck } from '../support/check.ts'
import { attempt, refusalProblems } from '../support/attempt.ts'
import { rolledBack } from '../support/in-transaction.ts'
import { startDriver, type TypeDriverFixture } from './type-driver-fixture.ts'
import { reserve } from './type-driver-pool.ts'

type Check = ConformanceCheck<TypeDriverFixture>

/** Rules about segments that operators ask for. */
export const reservationChecks: readonly Check[] = [
  {
    rule: 'reserves exactly what was asked for, null where nothing applies',
    async problems(fixture) {
      const { networkType, physicalNetwork = null, segmentationId = null } = fixture.providerSegment
      const given = await reserve(fixture, await startDriver(fixture), fixture.providerSegment)
      const isRight =
        given.networkType === networkType &&
        given.physicalNetwork === physicalNetwork &&
        given.segmentationId === segmentationId
      return isRight ? [] : [`reserved ${JSON.stringify(given)}`]
    },
  },
  {
    rule: 'refuses a taken segment with 409, also after a restart',
    async problems(fixture) {
      if (fixture.exclusive === false) return []
      await reserve(fixture, await startDriver(fixture), fixture.providerSegment)
      const restarted = await startDriver(fixture)
      const again = await attempt(() => reserve(fixture, restarted, fixture.providerSegment))
      const { physicalNetwork, segmentationId } = fixture.providerSegment
      const names = [segmentationId, physicalNetwork].filter((value) => value !== undefined).map(String)
      const isNamed = !('error' in again) || names.some((name) => String(again.error).includes(name))
      return [
        ...refusalProblems('the second reservation', again, 409),
        ...(isNamed ? [] : [`the message does not say which segment is taken: ${names.join(', ')}`]),
      ]
    },
  },
  {
    rule: 'lets one of two win who want the same segment at once',
    async problems(fixture) {
      if (fixture.exclusive === false) return []
      const driver = await startDriver(fixture)
      const results = await Promise.all(
        [1, 2].map(() => attempt(() => reserve(fixture, driver, fixture.providerSegment))),
      )
      const winners = results.filter((result) => 'value' in result).length
      return winners === 1 ? [] : [`${String(winners)} of 2 won`]
    },
  },
  {
    rule: 'takes nothing when its transaction is rolled back',
    async problems(fixture) {
      const driver = await startDriver(fixture)
      await rolledBack(fixture.store, (tx) => driver.reserve(fixture.providerSegment, tx))
      const after = await attempt(() => reserve(fixture, driver, fixture.providerSegment))
      return 'error' in after ? [`the segment stayed taken: ${String(after.error)}`] : []
    },
  },
  {
    rule: 'gives a released segment to the next who asks',
    async problems(fixture) {
      const driver = await startDriver(fixture)
      const segment = await reserve(fixture, driver, fixture.providerSegment)
      await fixture.store.transaction((tx) => driver.release(segment, tx))
      const after = await attempt(() => reserve(fixture, driver, fixture.providerSegment))
      return 'error' in after ? [`the segment stayed taken: ${String(after.error)}`] : []
    },
  },
  {
    rule: 'releases twice, and what was never taken, without complaint',
    async problems(fixture) {
      const driver = await startDriver(fixture)
      const { networkType, physicalNetwork = null, segmentationId = null } = fixture.providerSegment
      const unknown: AllocatedSegment = { networkType, physicalNetwork, segmentationId }
      await fixture.store.transaction((tx) => driver.release(unknown, tx))
      const segment = await reserve(fixture, driver, fixture.providerSegment)
      for (let i = 0; i < 2; i += 1) await fixture.store.transaction((tx) => driver.release(segment, tx))
      return []
    },
  },
]
