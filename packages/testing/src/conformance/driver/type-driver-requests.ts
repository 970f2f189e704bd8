import { inspect } from 'node:util'
import type { ProviderSegment, TypeDriver } from '@netloom/core'
import type { ConformanceCheck } from '../support/check.ts'
import { attemptNow, refusalProblems, type Attempt } from '../support/attempt.ts'
import { deepFreeze } from '../support/same.ts'
import { startDriver, type TypeDriverFixture } from './type-driver-fixture.ts'
import { reserve } from './type-driver-pool.ts'

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
      const isPartial: unknown = driver.isPartial(segment)
      return isPartial === false ? [] : [`isPartial is ${String(isPartial)} for a full request`]
    },
  },
  {
    rule: 'refuses wrong requests with 400, naming the field',
    async problems(fixture) {
      const driver = await startDriver(fixture)
      return fixture.invalidSegments.flatMap((segment) => judgementProblems(driver, segment))
    },
  },
  {
    rule: 'refuses ids that are no whole numbers, whatever they are instead',
    async problems(fixture) {
      const driver = await startDriver(fixture)
      const id = fixture.providerSegment.segmentationId ?? 1
      return [String(id), Number.NaN, id + 0.5, -id, Infinity, 2 ** 53, true, [id]].flatMap((wrong) =>
        judgementProblems(driver, { ...fixture.providerSegment, segmentationId: wrong as number }),
      )
    },
  },
  {
    rule: 'judges without side effects: what was only judged is still free',
    async problems(fixture) {
      const driver = await startDriver(fixture)
      for (let i = 0; i < 3; i += 1) {
        driver.isPartial(fixture.providerSegment)
        driver.validate(fixture.providerSegment)
      }
      await reserve(fixture, driver, fixture.providerSegment)
      return []
    },
  },
]

/** What is wrong with how a driver refuses this. */
export function judgementProblems(driver: TypeDriver, segment: ProviderSegment): readonly string[] {
  const judge = (): Attempt<void> =>
    attemptNow(() => {
      driver.validate(segment)
    })
  const result = judge()
  const what = inspect(segment, { breakLength: Infinity })
  if (!('error' in result)) return [`${what} was accepted`]
  const again = judge()
  const message = String(result.error)
  const code = (result.error as { readonly code?: unknown } | null)?.code
  const isSameAgain = 'error' in again && String(again.error) === message
  return [
    ...refusalProblems(what, result, 400),
    ...(message.includes('provider:') ? [] : [`${what}: the message names no provider: field`]),
    ...(typeof code === 'string' && code !== '' ? [] : [`${what}: the error has no code`]),
    ...unnamedValue(segment, message).map((problem) => `${what}: ${problem}`),
    ...(isSameAgain ? [] : [`${what}: judged twice, it is told something else`]),
  ]
}

/** A field that the message names must come with the value that was given. */
function unnamedValue({ physicalNetwork, segmentationId }: ProviderSegment, message: string): readonly string[] {
  const given = [
    ['provider:physical_network', physicalNetwork],
    ['provider:segmentation_id', segmentationId],
  ] as const
  const named = given.filter(([field]) => message.includes(field))
  const isSaid = named.length === 0 || named.some(([, value]) => value === undefined || message.includes(String(value)))
  return isSaid ? [] : [`the message does not say the value of ${named.map(([field]) => field).join(', ')}`]
}
