import type { Agent, BindingContext, BindingDecision } from '@netloom/core'
import type { ConformanceCheck } from '../support/check.ts'
import type { Attempt } from '../support/attempt.ts'
import { handlesLeftBy, ioOf } from '../support/handles.ts'
import { overhear } from '../support/overhear.ts'
import { canonical, deepFreeze, isSame } from '../support/same.ts'
import { changedTables, readRows } from '../support/store-rows.ts'
import { isThenable } from '../support/within-budget.ts'
import { decisionProblems } from './binding-decision.ts'
import { bind, bindable, boundProblems } from './mechanism-driver-binding.ts'
import type { MechanismDriverFixture } from './mechanism-driver-fixture.ts'
import { precommit } from './mechanism-driver-guard.ts'
import { lifeOf } from './mechanism-driver-life.ts'
import { freezeContext, portsOf, PROFILE_SECRET } from './mechanism-driver-states.ts'
import { sampleSegment } from './sample-contexts.ts'

type Check = ConformanceCheck<MechanismDriverFixture>
type Decision = Attempt<BindingDecision | undefined> | undefined

/** Every port of the tour, offered what its network has. */
function offers(fixture: MechanismDriverFixture): readonly (readonly [name: string, context: BindingContext])[] {
  return portsOf(fixture).map(({ name, context }) => {
    const { original: _, ...rest } = context
    return [name, freezeContext({ ...rest, segmentsToBind: context.network.segments })]
  })
}

const withAgents = (context: BindingContext, agents: readonly Agent[]): BindingContext => ({
  ...context,
  hostAgents: (agentType) => agents.filter((agent) => agentType === undefined || agent.agentType === agentType),
})

/** Whether the agent has to say that it carries the segment: tunnels, and physical networks. */
const isAnnounced = ({
  segment: { physicalNetwork, segmentationId },
  agentConfigurations = {},
}: MechanismDriverFixture): boolean =>
  Object.keys(agentConfigurations).length > 0 && (physicalNetwork !== undefined || segmentationId !== undefined)

/** What a decision is worth to an operator, a throw included. */
const answerOf = (result: Decision): string =>
  result === undefined ? '' : 'error' in result ? `threw ${String(result.error)}` : canonical(result.value ?? null)

/** More rules about `bindPort`; a driver without it keeps them all. */
export const choiceChecks: readonly Check[] = [
  {
    rule: 'answers at once, for every owner, shape and state, a whole decision or none',
    problems(fixture) {
      const { driver } = fixture
      if (driver.bindPort === undefined) return Promise.resolve([])
      return Promise.resolve(
        offers(fixture).flatMap(([name, context]) => {
          const before = performance.now()
          const result = bind(fixture, context)
          const late = performance.now() - before > 1_000 ? ['bindPort blocked the process'] : []
          if (result === undefined) return []
          if ('error' in result) return [`${name}: bindPort threw ${String(result.error)}; answer undefined`]
          if (result.value === undefined) return late
          if (isThenable(result.value)) {
            result.value.then(undefined, () => undefined)
            return [`${name}: bindPort returned a promise: a decision must not wait`]
          }
          return [...late, ...decisionProblems(result.value, context, driver).map((one) => `${name}: ${one}`)]
        }),
      )
    },
  },
  {
    rule: 'binds a port again that it bound before, and one without addresses where it is l2',
    problems(fixture) {
      const context = bindable(fixture)
      const { current } = context
      const shapes: Readonly<Record<string, BindingContext>> = {
        'a bound port': { ...context, current: { ...current, binding: { ...current.binding, vifType: 'bridge' } } },
        'an ACTIVE port': { ...context, status: 'ACTIVE', current: { ...current, status: 'ACTIVE' } },
        "a DHCP server's port": { ...context, current: { ...current, deviceOwner: 'network:dhcp' } },
        'a port that is down': { ...context, current: { ...current, adminStateUp: false } },
        ...(fixture.driver.connectivity === 'l2' && {
          'a port without addresses': { ...context, current: { ...current, fixedIps: [] } },
        }),
      }
      return Promise.resolve(
        Object.entries(shapes).flatMap(([name, shape]) => {
          const result = bind(fixture, freezeContext(shape))
          return result === undefined || ('value' in result && result.value !== undefined)
            ? []
            : [`${name} is not bound`]
        }),
      )
    },
  },
  {
    rule: 'takes the segment it can carry, wherever it stands in the list',
    problems(fixture) {
      const context = bindable(fixture)
      const [foreign, own] = context.segmentsToBind
      if (foreign === undefined || own === undefined) return Promise.resolve([])
      const elsewhere = sampleSegment({ ...own, physicalNetwork: 'nowhere' }, 2)
      const lists = [
        [own],
        [own, foreign],
        [foreign, own],
        ...(own.physicalNetwork === null
          ? []
          : [
              [elsewhere, own],
              [own, elsewhere],
            ]),
      ]
      return Promise.resolve(
        lists.flatMap((segmentsToBind) => {
          const result = bind(fixture, freezeContext({ ...context, segmentsToBind }))
          const listed = segmentsToBind.map(
            ({ networkType, physicalNetwork }) => `${networkType}/${physicalNetwork ?? ''}`,
          )
          if (result === undefined || ('value' in result && result.value?.segmentId === own.id)) return []
          return [`of ${listed.join(', ')} it chose ${answerOf(result)}`]
        }),
      )
    },
  },
  {
    rule: 'does not bind a physical network that its agent does not have',
    problems(fixture) {
      const context = bindable(fixture)
      const own = context.segmentsToBind.at(-1)
      if (own?.physicalNetwork == null || !isAnnounced(fixture)) return Promise.resolve([])
      const strange = ['nowhere', 'constructor', `${own.physicalNetwork}0`]
      return Promise.resolve(
        strange.flatMap((physicalNetwork) => {
          const segmentsToBind = [{ ...own, physicalNetwork }]
          return boundProblems(`physical network ${physicalNetwork}`, bind(fixture, { ...context, segmentsToBind }))
        }),
      )
    },
  },
  {
    rule: 'does not bind what its agent does not say that it carries, nor by an agent of another type',
    problems(fixture) {
      if (fixture.driver.agentType === undefined) return Promise.resolve([])
      const context = bindable(fixture)
      const agents = context.hostAgents()
      const others = agents.map((agent) => ({ ...agent, agentType: 'x-other agent' }))
      const dumb = agents.map((agent) => ({ ...agent, configurations: {} }))
      const dead = agents.map((agent) => ({ ...agent, alive: false }))
      return Promise.resolve([
        ...boundProblems('an agent of another type', bind(fixture, withAgents(context, others))),
        ...boundProblems(
          'its own agent dead and another alive',
          bind(fixture, withAgents(context, [...others, ...dead])),
        ),
        ...(isAnnounced(fixture)
          ? boundProblems('an agent that carries nothing', bind(fixture, withAgents(context, dumb)))
          : []),
      ])
    },
  },
  {
    rule: 'remembers no port that it bound: others in between change no answer, and its answers are its own',
    problems(fixture) {
      const context = bindable(fixture)
      const first = bind(fixture, context)
      const before = answerOf(first)
      if (first !== undefined && 'value' in first) deepFreeze(first.value)
      for (const [, other] of offers(fixture)) bind(fixture, other)
      return Promise.resolve(
        answerOf(bind(fixture, context)) === before ? [] : ['the same port is bound otherwise later'],
      )
    },
  },
  {
    rule: 'decides without reaching anywhere: no store, no network, no timer',
    async problems(fixture) {
      const { driver, store } = fixture
      if (driver.bindPort === undefined) return []
      const life = lifeOf(fixture)
      await store.transaction((tx) => precommit(driver, 'createPortPrecommit', freezeContext(life.created), tx))
      const [rows, head] = [await readRows(store), await store.log.head()]
      const again = async (): Promise<void> => {
        bind(fixture, bindable(fixture))
        await new Promise((resolve) => setImmediate(resolve))
      }
      const problems = [...(await ioOf(again)), ...(await handlesLeftBy(again))]
      if (!isSame(head, await store.log.head())) problems.push('it published')
      return [...problems, ...changedTables(rows, await readRows(store)).map((table) => `table ${table} was changed`)]
    },
  },
  {
    rule: 'says in one line why it does not bind, and nothing of the binding profile',
    problems(fixture) {
      const context = bindable(fixture)
      const said: string[] = []
      const reasons: string[] = []
      const silent = new Set<string>()
      const binding = { ...context.current.binding, profile: { token: PROFILE_SECRET } }
      const current = { ...context.current, binding }
      const refuse = (reason: string): void => {
        reasons.push(reason)
      }
      const restore = overhear((text) => said.push(text))
      try {
        for (const segmentsToBind of [context.segmentsToBind, context.segmentsToBind.slice(0, 1), []])
          for (const agents of [context.hostAgents(), []]) {
            const before = reasons.length
            const answer = bind(fixture, { ...withAgents(context, agents), current, segmentsToBind, refuse })
            said.push(answerOf(answer))
            const isRefusal = answer !== undefined && 'value' in answer && answer.value === undefined
            if (isRefusal && reasons.length === before && fixture.driver.agentType !== undefined)
              silent.add(agents.length === 0 ? 'no agent' : 'no segment that it carries')
          }
      } finally {
        restore()
      }
      return Promise.resolve([
        ...[...silent].map((what) => `it says no reason where there is ${what}`),
        ...reasons
          .filter((reason) => reason.trim() === '' || reason.includes('\n'))
          .map((one) => `the reason '${one}'`),
        ...[...said, ...reasons, ...(fixture.logged?.() ?? [])]
          .filter((text) => text.includes(PROFILE_SECRET))
          .map((text) => `said: ${text.slice(0, 200)}`),
      ])
    },
  },
]
