import type { ConformanceCheck } from '../support/check.ts'
import { isPlain } from '../driver/mechanism-driver-writes.ts'
import { isSame } from '../support/same.ts'
import type { AgentRoleFixture } from './agent-role-fixture.ts'
import { RoleStand } from './role-stand.ts'

type Check = ConformanceCheck<AgentRoleFixture>

const WORD = /^[a-z0-9][a-z0-9._-]*$/

/** Rules about what a role says it is, and what it follows. */
export const roleTopicChecks: readonly Check[] = [
  {
    rule: 'says what it is: type and program of its agent, settings as data, a root topic of its host, and its entity',
    problems: (fixture) => {
      const { agentType, binary, configurations } = fixture.role
      const { role } = new RoleStand(fixture)
      const other = new RoleStand(fixture, 'host2').role
      const settings: unknown = configurations
      const problems = [
        ...(typeof agentType === 'string' && /^\S.*\S$/.test(agentType) ? [] : ['agentType is no name']),
        ...(typeof binary === 'string' && WORD.test(binary) ? [] : ['binary is no name of a program']),
        ...(typeof settings === 'object' && settings !== null && isPlain(settings)
          ? []
          : ['configurations are no data']),
        ...(/^[^/\s]+\/\S+$/.test(role.root) ? [] : [`root '${role.root}' is no topic`]),
        ...(role.root === other.root ? ['agents of two hosts have one root topic'] : []),
        ...(role.entity === fixture.entity ? [] : [`entity '${role.entity}' is not the declared '${fixture.entity}'`]),
      ]
      return Promise.resolve(problems)
    },
  },
  {
    rule: 'follows the topics that it says it follows: begin, end, topics and includes agree, and ended ones are forgotten',
    problems: (fixture) => {
      const stand = new RoleStand(fixture)
      const objects = [1, 2, 3].map((index) => fixture.object(index, stand.host))
      stand.start()
      for (const object of objects) stand.publishObjects([object])
      for (const topic of ['kit-unknown/host1', '', stand.role.root.replace('host1', 'host2')])
        if (stand.role.includes(topic)) stand.breaches.push(`includes() has '${topic}'`)
      for (const object of objects)
        for (const { topic } of object.items) {
          if (!stand.topics.includes(topic)) stand.breaches.push(`it does not follow ${topic}, where its items are`)
        }
      // The item that leads to a topic goes before what is in the topic.
      for (const { items } of objects) for (const item of items) stand.publish([{ ...item, body: null }])
      return Promise.resolve(stand.breaches)
    },
  },
  {
    rule: 'wants nothing and follows nothing of what was taken back, whichever item goes first',
    problems: (fixture) => {
      const problems: string[] = []
      for (const reversed of [false, true]) {
        const stand = new RoleStand(fixture)
        stand.start()
        const before = { wanted: [...stand.wanted()], topics: stand.topics }
        const objects = [1, 2].map((index) => fixture.object(index, stand.host))
        stand.plug(objects)
        stand.publishObjects(objects)
        stand.settle()
        stand.role.allReports()
        const items = objects.flatMap((object) => object.items)
        for (const item of reversed ? items.reverse() : items) stand.publish([{ ...item, body: null }])
        stand.settle()
        const order = reversed ? 'last item first' : 'first item first'
        if (!isSame([...stand.wanted()], before.wanted)) problems.push(`${order}: it still wants something`)
        if (!isSame(stand.topics, before.topics)) problems.push(`${order}: it follows other topics than at first`)
        problems.push(
          ...leftovers(
            stand,
            objects.flatMap(({ ids }) => ids),
          ).map((text) => `${order}: ${text}`),
        )
      }
      return Promise.resolve(problems)
    },
  },
]

/** What a role still says of ids that are gone. */
export function leftovers({ role }: RoleStand, ids: readonly string[]): readonly string[] {
  return [
    ...(role.allReports().length === 0 ? [] : ['it still has reports']),
    ...(role.readyPorts().length === 0 ? [] : ['something is still up']),
    ...(role.changedReports(ids, new Set(ids)).some(({ state }) => state !== 'down')
      ? ['it reports what is gone']
      : []),
  ]
}
