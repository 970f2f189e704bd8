import type { ConformanceCheck } from '../support/check.ts'
import { handlesLeftBy, ioOf } from '../support/handles.ts'
import { blockingCallsOf } from '../support/blocking-calls.ts'
import { overhear } from '../support/overhear.ts'
import { canonical } from '../support/same.ts'
import { isThenable } from '../support/within-budget.ts'
import type { AgentRoleFixture } from './agent-role-fixture.ts'
import { RoleStand } from './role-stand.ts'
import { objectsOf } from './role-states.ts'

type Check = ConformanceCheck<AgentRoleFixture>

/** Milliseconds that a pass over a handful of items may take: all other work of the agent waits. */
const PASS_BUDGET = 1_000

/** Rules about what else a role does. */
export const roleLifeChecks: readonly Check[] = [
  {
    rule: 'decides at once and in this process: it starts no command, reads no file, prints nothing and leaves no timer',
    problems: async (fixture) => {
      const printed: string[] = []
      const problems: string[] = []
      const stop = overhear((text) => printed.push(text))
      const work = (): Promise<void> => {
        const blocking = blockingCallsOf(() => {
          problems.push(...run(fixture))
        })
        problems.push(...blocking.map((name) => `it calls ${name}`))
        return Promise.resolve()
      }
      try {
        const left: string[] = []
        const io = await ioOf(async () => {
          left.push(...(await handlesLeftBy(work)))
        })
        problems.push(...left, ...io.map((type) => `it reaches out of the process (${type})`))
      } finally {
        stop()
      }
      return [...problems, ...(printed.length === 0 ? [] : ['it prints'])]
    },
  },
  {
    rule: 'shares nothing between the agents of one process',
    problems: (fixture) => {
      const hosts = ['host1', 'host2']
      const alone = hosts.map((host) => {
        const stand = new RoleStand(fixture, host)
        stand.start()
        stand.publishObjects(objectsOf(fixture, 2, host))
        return shownOf(stand)
      })
      const stands = hosts.map((host) => new RoleStand(fixture, host))
      for (const stand of stands) stand.start()
      for (const index of [0, 1])
        for (const stand of stands) stand.publishObjects(objectsOf(fixture, 2, stand.host).slice(index, index + 1))
      const together = stands.map(shownOf)
      return Promise.resolve(
        hosts.flatMap((host, index) =>
          alone[index] === together[index] ? [] : [`${host} wants other states beside another`],
        ),
      )
    },
  },
]

/** A short life of one role. Returns what took too long, or was put off. */
function run(fixture: AgentRoleFixture): readonly string[] {
  const stand = new RoleStand(fixture)
  const objects = objectsOf(fixture, 2)
  const problems: string[] = []
  const timed = (what: string, work: () => unknown): void => {
    const begin = performance.now()
    const answer = work()
    if (performance.now() - begin > PASS_BUDGET) problems.push(`${what} takes longer than ${String(PASS_BUDGET)} ms`)
    if (isThenable(answer)) problems.push(`${what} returns a promise`)
  }
  stand.plug(objects)
  timed('start', () => stand.start())
  timed('sync', () => stand.publishObjects(objects))
  timed('changedReports', () => stand.settle())
  timed('base', () => stand.role.base())
  timed('all', () => stand.role.allReports())
  timed('up', () => stand.role.readyPorts())
  timed('removal', () => stand.withdraw(objects))
  return [...problems, ...stand.breaches]
}

/** Reports have no order. */
const shownOf = (stand: RoleStand): string =>
  canonical([
    [...stand.wanted()],
    stand.topics,
    stand.role.topics(),
    stand.role.allReports().toSorted((a, b) => (a.portId < b.portId ? -1 : 1)),
  ])
