import type { PortReport } from '@netloom/core/wire'
import type { ConformanceCheck } from '../support/check.ts'
import type { AgentRoleFixture, RoleObject } from './agent-role-fixture.ts'
import { RoleStand } from './role-stand.ts'
import { objectsOf, started } from './role-states.ts'

type Check = ConformanceCheck<AgentRoleFixture>

const REFUSED = 'RTNETLINK answers: Operation not supported'

/** Rules about what stands behind a report. */
export const roleDependencyChecks: readonly Check[] = [
  {
    rule: 'counts nothing as up before its steps are done, not even when one of several is',
    problems: (fixture) => {
      const objects = objectsOf(fixture, 2)
      const problems: string[] = []
      const stand = started(fixture, (one) => {
        one.plug(objects)
        one.publishObjects(objects)
      })
      problems.push(...upIn(stand, objects).map((id) => `${id} counts as up before anything is made`))
      const keys = [...stand.wanted().keys()]
      for (const only of keys.filter((key) => keysOf(fixture, objects, key) > 1)) {
        const one = started(fixture, (fresh) => {
          fresh.plug(objects)
          fresh.publishObjects(objects)
          for (const key of keys) if (key !== only) fresh.failing.set(key, REFUSED)
        })
        one.settle()
        // What failed is not yet known to be: only what is right counts.
        one.forgetFailures()
        problems.push(...upIn(one, objects).map((id) => `${id} counts as up when ${only} alone is there`))
      }
      return Promise.resolve(problems)
    },
  },
  {
    rule: 'reports what depends on a step when that step fails or is repeated, whichever it is, and why',
    problems: (fixture) => {
      const objects = objectsOf(fixture, 2)
      const problems: string[] = []
      const expected = wired(fixture, objects)
      let hasReason = false
      for (const key of expected.wanted().keys()) {
        const stand = new RoleStand(fixture)
        const told = new Map<string, string>()
        const hear = (reports: readonly PortReport[]): void => {
          for (const { portId, state } of reports) told.set(portId, state)
        }
        stand.plug(objects)
        stand.start()
        stand.failing.set(key, REFUSED)
        hear(stand.publishObjects(objects).reports)
        for (const _ of objects) hear(stand.settle())
        const failed = stand.role.allReports()
        hasReason ||= failed.some(({ error }) => error?.includes('Operation not supported') === true)
        problems.push(...differing(stand, told).map((id) => `${key} failed, and nobody was told of ${id}`))
        stand.failing.clear()
        for (const _ of objects) hear(stand.settle([key]))
        problems.push(...differing(stand, told).map((id) => `${key} was repeated, and nobody was told of ${id}`))
      }
      if (expected.role.allReports().length > 0 && !hasReason) problems.push('whichever step fails, no report says why')
      return Promise.resolve(problems)
    },
  },
]

function wired(fixture: AgentRoleFixture, objects: readonly RoleObject[]): RoleStand {
  return started(fixture, (stand) => {
    stand.plug(objects)
    stand.publishObjects(objects)
    for (const _ of objects) stand.settle()
  })
}

function upIn({ role }: RoleStand, objects: readonly RoleObject[]): readonly string[] {
  const ups = new Set([
    ...role.readyPorts(),
    ...role.allReports().flatMap((one) => (one.state === 'up' ? one.portId : [])),
  ])
  return objects.flatMap(({ ids }) => ids.filter((id) => ups.has(id)))
}

/** How many states the object has to which a key belongs; 0 = it belongs to none. */
function keysOf(fixture: AgentRoleFixture, objects: readonly RoleObject[], key: string): number {
  for (const object of objects) {
    const keys = [
      ...started(fixture, (stand) => stand.publishObjects([object]))
        .wanted()
        .keys(),
    ]
    if (keys.includes(key)) return keys.length
  }
  return 0
}

/** Ids that the role has told to be up and says are not, or the other way round. */
function differing({ role }: RoleStand, told: ReadonlyMap<string, string>): readonly string[] {
  return role
    .allReports()
    .flatMap(({ portId, state }) => ((told.get(portId) === 'up') === (state === 'up') ? [] : [portId]))
}
