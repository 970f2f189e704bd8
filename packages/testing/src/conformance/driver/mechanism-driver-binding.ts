import type { BindingContext, BindingDecision } from '@netloom/core'
import type { ConformanceCheck } from '../support/check.ts'
import type { MechanismDriverFixture } from './mechanism-driver-fixture.ts'
import { attemptNow, type Attempt } from '../support/attempt.ts'
import { decisionProblems } from './binding-decision.ts'
import { canonical, deepFreeze, isSame } from '../support/same.ts'
import { sampleAgent, sampleBindingContext, sampleNetwork, sampleSegment } from './sample-contexts.ts'

type Check = ConformanceCheck<MechanismDriverFixture>

/** A port that the driver can bind. */
export function bindable({ driver, segment, agentConfigurations = {} }: MechanismDriverFixture): BindingContext {
  // A segment it cannot know comes first: it must be skipped.
  const network = sampleNetwork([sampleSegment({ networkType: 'x-unknown' }), sampleSegment(segment, 1)])
  // One without an agent of its own may ask those of others.
  const agents = [sampleAgent(driver.agentType ?? 'sample agent', 'host1', agentConfigurations)]
  const [vnicType = 'normal'] = driver.supportedVnicTypes ?? []
  return sampleBindingContext(network, { host: 'host1', status: 'DOWN', agents, vnicType })
}

export function bind(
  { driver }: MechanismDriverFixture,
  context: BindingContext,
): Attempt<BindingDecision | undefined> | undefined {
  return driver.bindPort === undefined ? undefined : attemptNow(() => driver.bindPort?.(context))
}

/** Rules about `bindPort`; a driver without it is never asked to bind and keeps them all. */
export const bindingChecks: readonly Check[] = [
  {
    rule: 'binds a port it can carry, to one of the segments it was offered',
    async problems(fixture) {
      const context = bindable(fixture)
      const result = await Promise.resolve(bind(fixture, context))
      if (result === undefined) return []
      if ('error' in result) return [`bindPort threw ${String(result.error)}`]
      if (result.value === undefined) return ['bindPort did not bind']
      if (result.value instanceof Promise) return ['bindPort returned a promise: a decision must not wait']
      return decisionProblems(result.value, context, fixture.driver)
    },
  },
  {
    rule: 'decides without side effects: same answer twice, nothing written into the context',
    problems(fixture) {
      const context = bindable(fixture)
      const before = canonical(context)
      const first = bind(fixture, context)
      const second = bind(fixture, context)
      const problems = isSame(first, second) ? [] : ['two answers to one question']
      if (canonical(context) !== before) problems.push('the context was changed')
      const frozen = bind(fixture, deepFreeze(bindable(fixture)))
      if (!isSame(first, frozen)) problems.push('it writes into what it is given')
      return Promise.resolve(problems)
    },
  },
  {
    rule: 'decides by what it is told alone: it binds a port that it could not bind a moment ago',
    problems(fixture) {
      const context = bindable(fixture)
      const expected = bind(fixture, context)
      bind(fixture, { ...context, hostAgents: () => [] })
      bind(fixture, { ...context, segmentsToBind: [] })
      return Promise.resolve(isSame(bind(fixture, context), expected) ? [] : ['it remembers that it could not'])
    },
  },
  {
    rule: 'does not bind where it is offered nothing it knows',
    problems(fixture) {
      const context = bindable(fixture)
      const foreign = context.segmentsToBind.filter(({ networkType }) => networkType === 'x-unknown')
      return Promise.resolve([
        ...boundProblems('no segment', bind(fixture, { ...context, segmentsToBind: [] })),
        ...boundProblems('a foreign segment', bind(fixture, { ...context, segmentsToBind: foreign })),
      ])
    },
  },
  {
    rule: 'does not bind to a host whose agent is missing or dead',
    problems(fixture) {
      if (fixture.driver.agentType === undefined) return Promise.resolve([])
      const context = bindable(fixture)
      const dead = context.hostAgents().map((agent) => ({ ...agent, alive: false }))
      return Promise.resolve([
        ...boundProblems('no agent', bind(fixture, { ...context, hostAgents: () => [] })),
        ...boundProblems('a dead agent', bind(fixture, { ...context, hostAgents: () => dead })),
      ])
    },
  },
]

/** A throw counts as "cannot bind". */
export function boundProblems(
  where: string,
  result: Attempt<BindingDecision | undefined> | undefined,
): readonly string[] {
  return result !== undefined && 'value' in result && result.value !== undefined ? [`it bound with ${where}`] : []
}
