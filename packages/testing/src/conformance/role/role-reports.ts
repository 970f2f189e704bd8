import type { PortReport } from '@netloom/core/wire'
import type { ConformanceCheck } from '../support/check.ts'
import { isSame } from '../support/same.ts'
import type { AgentRoleFixture, RoleObject } from './agent-role-fixture.ts'
import { type RoleStand } from './role-stand.ts'
import { objectsOf, started } from './role-states.ts'

type Check = ConformanceCheck<AgentRoleFixture>

const STATES: ReadonlySet<unknown> = new Set(['building', 'up', 'down'])
const REFUSED = 'RTNETLINK answers: Operation not supported'

/** Rules about what a role tells the controller. */
export const roleReportChecks: readonly Check[] = [
  {
    rule: 'reports each object up once all that it asks for is there, and none before',
    problems: (fixture) => {
      const objects = objectsOf(fixture, 3)
      const stand = started(fixture, (one) => {
        one.plug(objects)
      })
      const early = objects.flatMap((object) => stand.publishObjects([object]).reports)
      const late = objects.flatMap(() => stand.settle())
      return Promise.resolve([
        ...early.flatMap(({ portId, state }) => (state === 'up' ? [`${portId} is reported up before it is made`] : [])),
        ...idsOf(objects).flatMap((id) =>
          lastOf([...early, ...late], id) === 'up' ? [] : [`${id} is never reported up`],
        ),
        ...disagreements(stand, idsOf(objects)),
      ])
    },
  },
  {
    rule: 'says what it has said a second time only of what is published anew',
    problems: (fixture) => {
      const objects = objectsOf(fixture, 2)
      const stand = wired(fixture, objects)
      const ids = idsOf(objects)
      const twice = stand.role.changedReports(ids).map(({ portId }) => `${portId} is reported twice`)
      const anew = objects.flatMap(({ items }) => [...stand.publish(items).reports, ...stand.settle()])
      return Promise.resolve([
        ...twice,
        ...ids.flatMap((id) => (lastOf(anew, id) === 'up' ? [] : [`${id}, published anew, is not reported up again`])),
      ])
    },
  },
  {
    rule: 'reports only what is published to its host, in states that there are, with errors of one line',
    problems: (fixture) => {
      const objects = objectsOf(fixture, 2)
      const stand = started(fixture, (one) => {
        one.plug(objects)
      })
      const reports = [...stand.publishObjects(objects).reports]
      for (const key of stand.wanted().keys()) stand.failing.set(key, REFUSED)
      reports.push(...stand.settle())
      stand.failing.clear()
      reports.push(...stand.settle(stand.wanted().keys()), ...stand.role.allReports())
      reports.push(...stand.role.changedReports(['kit-unknown', ''], new Set(['kit-unknown'])))
      return Promise.resolve(faultsOf(reports, new Set(idsOf(objects))))
    },
  },
  {
    rule: 'calls nothing up of which a step has failed, and all of it once the step has been repeated',
    problems: (fixture) => {
      const objects = objectsOf(fixture, 2)
      const stand = started(fixture, (one) => {
        one.plug(objects)
      })
      const keys = [...stand.publishObjects(objects).keys]
      for (const key of keys) stand.failing.set(key, REFUSED)
      const reports = [...stand.settle(keys)]
      const early = [...reports, ...stand.role.allReports()].filter(({ state }) => state === 'up')
      const soon = stand.role.readyPorts().map((portId) => `${portId} counts as up though its steps failed`)
      stand.failing.clear()
      reports.push(...stand.settle(keys))
      return Promise.resolve([
        ...early.map(({ portId }) => `${portId} is reported up though its steps failed`),
        ...soon,
        ...idsOf(objects).flatMap((id) => (lastOf(reports, id) === 'up' ? [] : [`${id} is not up after the repeat`])),
        ...disagreements(stand, idsOf(objects)),
      ])
    },
  },
  {
    rule: 'reports nothing of one object for what happens to another',
    problems: (fixture) => {
      const objects = objectsOf(fixture, 2)
      const [first, second] = objects
      if (first === undefined || second === undefined) return Promise.resolve([])
      const stand = wired(fixture, objects)
      const reports = [...stand.publish([first.changed]).reports, ...stand.settle(), ...stand.withdraw([first]).reports]
      const wrong = reports.filter(({ portId }) => second.ids.includes(portId))
      return Promise.resolve([
        ...wrong.map(({ portId, state }) => `${portId} is reported ${state} for a change of another`),
        ...disagreements(stand, second.ids),
      ])
    },
  },
  {
    rule: 'finds the port of a link, and calls it up no more when the link is gone',
    problems: (fixture) => {
      const objects = objectsOf(fixture, 2)
      const stand = wired(fixture, objects)
      const problems: string[] = []
      const strange = stand.role.portOfDevice('kit-unknown')
      if (strange !== undefined) problems.push(`an unknown link is of ${strange}`)
      const [object] = objects
      for (const link of object?.links ?? []) {
        stand.unplug(link)
        for (const id of object?.ids ?? []) {
          if (stateIn(stand.role.allReports(), id) === 'up') problems.push(`${id} is up without its link ${link}`)
          if (stand.role.readyPorts().includes(id)) problems.push(`${id} counts as up without its link ${link}`)
        }
        stand.links.add(link)
        stand.settle()
      }
      return Promise.resolve(problems)
    },
  },
  {
    rule: 'lets no secret of an item into the log, a report or a refusal',
    problems: (fixture) => {
      const objects = [...objectsOf(fixture, 2), ...[fixture.poison?.('host1') ?? []].flat()]
      const stand = started(fixture, (one) => {
        one.plug(objects)
      })
      const said: unknown[] = [...stand.publishObjects(objects).reports]
      for (const key of stand.wanted().keys()) stand.failing.set(key, REFUSED)
      said.push(...stand.settle(), ...stand.role.allReports(), ...refusals(fixture, objects), ...stand.lines)
      const text = said.map((one) => JSON.stringify(one)).join('\n')
      return Promise.resolve(
        (fixture.secrets ?? []).flatMap((secret) => (text.includes(secret) ? ['a secret is told'] : [])),
      )
    },
  },
]

const idsOf = (objects: readonly RoleObject[]): readonly string[] => objects.flatMap(({ ids }) => ids)

function wired(fixture: AgentRoleFixture, objects: readonly RoleObject[]): RoleStand {
  return started(fixture, (stand) => {
    stand.plug(objects)
    stand.publishObjects(objects)
    for (const _ of objects) stand.settle()
  })
}

const stateIn = (reports: readonly PortReport[], id: string): string | undefined =>
  reports.findLast(({ portId }) => portId === id)?.state
const lastOf = stateIn

/** All are up, and every way to ask says so. */
function disagreements({ role }: RoleStand, ids: readonly string[]): readonly string[] {
  const all = role.allReports()
  const ups = all.filter(({ state }) => state === 'up').map(({ portId }) => portId)
  return [
    ...(isSame([...role.readyPorts()].sort(), [...new Set(ups)].sort())
      ? []
      : ['readyPorts() and allReports() do not agree']),
    ...ids.flatMap((id) => (stateIn(all, id) === 'up' ? [] : [`allReports() does not have ${id} as up`])),
  ]
}

function faultsOf(reports: readonly PortReport[], ids: ReadonlySet<string>): readonly string[] {
  return reports.flatMap(({ portId, state, error }) => [
    ...(ids.has(portId) ? [] : [`it reports '${portId}', which nobody has given it`]),
    ...(STATES.has(state) ? [] : [`${portId} is reported as '${state}'`]),
    ...(error === undefined || (typeof error === 'string' && error !== '' && !/[\r\n]/.test(error))
      ? []
      : [`the error of ${portId} is no line`]),
  ])
}

function refusals({ role }: AgentRoleFixture, objects: readonly RoleObject[]): readonly unknown[] {
  return objects.flatMap(({ items }) =>
    items.flatMap(({ topic, key, body }) =>
      Object.keys(body ?? {}).map((field) => {
        const result = role.payload(topic, key)?.safeParse({ ...body, [field]: [body] })
        return result?.success === false ? result.error.issues.map(({ message }) => message) : []
      }),
    ),
  )
}
