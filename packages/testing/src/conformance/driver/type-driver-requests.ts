import type { ConformanceCheck } from '../check.ts'
import { attemptNow, refusalProblems } from './attempt.ts'
import { deepFreeze, isSame } from './same.ts'
import { startDriver, type TypeDriverFixture } from './type-driver-fixture.ts'

type Check = ConformanceCheck<TypeDriverFixture>

/** Rules about judging requests: pure functions of the driver. */
export const requestChecks: readonly Check[] = [
  {
    rule: 'answers for one network type',
    async problems(fixture) {
      const { networkType } = await startDriver(fixture)
      return networkType === '' || networkType !== fixture.providerSegment.networkType
        ? [`networkType is '${networkType}'`]
        : []
    },
  },
  {
    rule: 'accepts a full request, and says that it is full',
    async problems(fixture) {
      const driver = await startDriver(fixture)
      const segment = deepFreeze({ ...fixture.providerSegment })
      driver.validate(segment)
      return driver.isPartial(segment) ? ['isPartial is true for a full request'] : []
    },
  },
  {
    rule: 'refuses wrong requests with 400, naming the field',
    async problems(fixture) {
      const driver = await startDriver(fixture)
      return fixture.invalidSegments.flatMap((segment) => {
        const result = attemptNow(() => {
          driver.validate(segment)
        })
        const what = JSON.stringify(segment)
        const namesField = !('error' in result) || String(result.error).includes('provider:')
        return [
          ...refusalProblems(what, result, 400),
          ...(namesField ? [] : [`${what}: the message names no provider: field`]),
        ]
      })
    },
  },
  {
    rule: 'limits the MTU to a whole number of bytes, always the same',
    async problems(fixture) {
      const driver = await startDriver(fixture)
      const physicalNetwork = fixture.providerSegment.physicalNetwork
      const first = driver.mtu(physicalNetwork)
      if (!Number.isInteger(first) || first < 0) return [`mtu is ${String(first)}`]
      return isSame(first, driver.mtu(physicalNetwork)) ? [] : ['mtu changes from call to call']
    },
  },
]
