import type { AllocatedSegment, ProviderSegment, TypeDriver } from '@netloom/core'
import type { ConformanceCheck } from '../support/check.ts'
import { attempt, attemptNow, refusalProblems } from '../support/attempt.ts'
import { isSame } from '../support/same.ts'
import { startDriver, type TypeDriverFixture } from './type-driver-fixture.ts'
import { allocateAll, asRequest, hasPool, identityOf, release, reserve } from './type-driver-pool.ts'
import { judgementProblems } from './type-driver-requests.ts'

type Check = ConformanceCheck<TypeDriverFixture>

/** What is left of a full request when fields are left out. */
function partsOf({ networkType, physicalNetwork, segmentationId }: ProviderSegment): readonly ProviderSegment[] {
  return [
    { networkType },
    ...(physicalNetwork === undefined ? [] : [{ networkType, physicalNetwork }]),
    ...(segmentationId === undefined ? [] : [{ networkType, segmentationId }]),
  ].filter((part) => !isSame(part, { networkType, physicalNetwork, segmentationId }))
}

const isAccepted = (driver: TypeDriver, segment: ProviderSegment): boolean =>
  !(
    'error' in
    attemptNow(() => {
      driver.validate(segment)
    })
  )

/** Rules about requests that leave something to choose. */
export const partialRequestChecks: readonly Check[] = [
  {
    rule: 'calls a request partial that leaves something to choose, or refuses it with 400',
    async problems(fixture) {
      const driver = await startDriver(fixture)
      return partsOf(fixture.providerSegment).flatMap((part) => {
        if (!isAccepted(driver, part)) return judgementProblems(driver, part)
        const isPartial: unknown = driver.isPartial(part)
        return isPartial === true ? [] : [`isPartial is ${String(isPartial)} for ${JSON.stringify(part)}`]
      })
    },
  },
  {
    rule: 'fills in what a partial request leaves open, keeps what it says, and takes the segment',
    async problems(fixture) {
      const driver = await startDriver(fixture)
      if (!hasPool(fixture)) return []
      const problems: string[] = []
      for (const part of partsOf(fixture.providerSegment).filter((one) => isAccepted(driver, one))) {
        const what = JSON.stringify(part)
        const given = await reserve(fixture, driver, part)
        if (!isSame({ ...asRequest(given), ...part }, asRequest(given)))
          problems.push(`${what} got ${JSON.stringify(given)}`)
        if (driver.isPartial(asRequest(given)))
          problems.push(`${what} got ${JSON.stringify(given)}, which is no whole segment`)
        const again = await attempt(() => reserve(fixture, driver, asRequest(given)))
        problems.push(...refusalProblems(`${what}: its segment, once more`, again, 409))
        await release(fixture, driver, given)
      }
      return problems
    },
  },
  {
    rule: 'gives of a physical network that a request names until it is empty, and nothing of another',
    async problems(fixture) {
      const driver = await startDriver(fixture)
      if (!hasPool(fixture)) return []
      const { networkType } = driver
      const pool = await allocateAll(fixture, driver)
      for (const segment of pool) await release(fixture, driver, segment)
      const places = [...new Set(pool.flatMap(({ physicalNetwork }) => physicalNetwork ?? []))]
      const problems: string[] = []
      for (const physicalNetwork of places) {
        const part = { networkType, physicalNetwork }
        if (!isAccepted(driver, part) || !driver.isPartial(part)) continue
        const size = pool.filter((segment) => segment.physicalNetwork === physicalNetwork).length
        const taken: AllocatedSegment[] = []
        for (let i = 0; i < size; i += 1) taken.push(await reserve(fixture, driver, part))
        const strange = taken.filter((segment) => segment.physicalNetwork !== physicalNetwork)
        problems.push(...strange.map((segment) => `${physicalNetwork} was asked for, and ${identityOf(segment)} given`))
        const more = await attempt(() => reserve(fixture, driver, part))
        problems.push(...refusalProblems(`one more of ${physicalNetwork}, which is empty`, more, 503))
        for (const segment of taken) await release(fixture, driver, segment)
      }
      return problems
    },
  },
  {
    rule: 'refuses a physical network that it does not have with 400, whatever else a request leaves out',
    async problems(fixture) {
      const driver = await startDriver(fixture)
      const { networkType, physicalNetwork } = fixture.providerSegment
      const unknown = { ...fixture.providerSegment, physicalNetwork: 'kit-no-such-network' }
      if (physicalNetwork === undefined || isAccepted(driver, unknown)) return []
      return judgementProblems(driver, { networkType, physicalNetwork: unknown.physicalNetwork })
    },
  },
  {
    rule: 'takes partial requests and projects from one pool',
    async problems(fixture) {
      const driver = await startDriver(fixture)
      const part = { networkType: driver.networkType }
      if (!hasPool(fixture) || !isAccepted(driver, part) || !driver.isPartial(part)) return []
      const reserved = await reserve(fixture, driver, part)
      const allocated = await allocateAll(fixture, driver)
      const problems = allocated.some((segment) => identityOf(segment) === identityOf(reserved))
        ? [`${identityOf(reserved)} belongs to an operator and to a project`]
        : []
      return allocated.length === Number(fixture.poolSize) - 1
        ? problems
        : [...problems, `${String(allocated.length)} are left of ${String(fixture.poolSize)} after one reservation`]
    },
  },
]
