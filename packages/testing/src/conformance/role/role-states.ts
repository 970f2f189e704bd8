import type { ConformanceCheck } from '../support/check.ts'
import { elsewhen } from '../support/elsewhen.ts'
import { canonical, isSame } from '../support/same.ts'
import type { AgentRoleFixture, RoleItem, RoleObject } from './agent-role-fixture.ts'
import { RoleStand } from './role-stand.ts'

type Check = ConformanceCheck<AgentRoleFixture>

const HOST = 'host1'

/** Rules about what a role asks of its host. */
export const roleStateChecks: readonly Check[] = [
  {
    rule: 'asks for the same states in whatever order and pieces its items come, and after a restart',
    problems: (fixture) => {
      const objects = objectsOf(fixture, 3)
      const expected = wantedOf(started(fixture, (stand) => stand.publishObjects(objects)))
      const problems = Object.entries(ways(fixture, objects)).flatMap(([name, stand]) =>
        isSame(wantedOf(stand), expected) ? [] : [`${name}: other states, or other topics`],
      )
      return Promise.resolve(expected.wanted.length === 0 ? ['it asks for nothing'] : problems)
    },
  },
  {
    rule: 'asks for the same states at any time and in any process: it asks no clock, no chance and no other instance',
    problems: async (fixture, another) => {
      const run = (one: AgentRoleFixture): object =>
        wantedOf(started(one, (stand) => stand.publishObjects(objectsOf(one, 2))))
      const expected = run(fixture)
      // Another host's agent in the same process, with other objects.
      const crowd = new RoleStand(fixture, 'host2')
      crowd.start()
      crowd.publishObjects([fixture.object(3, 'host2')])
      const later = elsewhen(() => run(fixture))
      return [
        ...(isSame(later, expected) ? [] : ['other states another day, or beside another instance']),
        ...(isSame(run(await another()), expected) ? [] : ['other states from another instance']),
      ]
    },
  },
  {
    rule: 'asks for states of its kinds, each under a key of its own, marked, with a cause that explains it',
    problems: (fixture) => {
      const stand = started(fixture, (one) => one.publishObjects(objectsOf(fixture, 3)))
      const problems = [...stand.breaches, ...stand.table.breaches]
      for (const key of stand.table.keys()) {
        const { desired, rivals = [] } = stand.table.explain(key) ?? {}
        if (desired === undefined) continue
        if (key.split(' ')[0] !== desired.kind)
          problems.push(`key '${key}' does not start with the kind ${desired.kind}`)
        if (fixture.isMarked?.(desired) === false) problems.push(`${key} does not say whose it is`)
        if (stand.table.isContested(key))
          problems.push(`${key}: ${String(rivals.length + 1)} items ask for different states`)
      }
      return Promise.resolve(problems)
    },
  },
  {
    rule: 'says of what is published again that nothing has changed, and of a change each key that it touches',
    problems: (fixture) => {
      const objects = objectsOf(fixture, 3)
      const stand = started(fixture, (one) => one.publishObjects(objects))
      const again = objects.flatMap((object) =>
        object.items.flatMap((item) =>
          [...stand.publish([item]).keys].map((key) => `${item.key} again changes ${key}`),
        ),
      )
      const before = stand.wanted()
      for (const { changed } of objects) stand.publish([changed])
      const unmoved = isSame([...before], [...stand.wanted()]) ? ['a change of an item changes nothing'] : []
      return Promise.resolve([...again, ...unmoved, ...stand.breaches])
    },
  },
  {
    rule: 'leaves what other objects asked for when one changes or goes',
    problems: (fixture) => {
      const [first, ...others] = objectsOf(fixture, 3)
      if (first === undefined) return Promise.resolve([])
      const alone = started(fixture, (stand) => stand.publishObjects(others)).wanted()
      const stand = started(fixture, (one) => one.publishObjects([first, ...others]))
      const problems: string[] = []
      const look = (when: string): void => {
        const now = stand.wanted()
        // Of a state that several ask for another may become the cause.
        for (const [key, text] of alone)
          if (stateOf(now.get(key)) !== stateOf(text)) problems.push(`${when}: ${key} of another is changed`)
      }
      stand.publish([first.changed])
      look('after a change')
      stand.withdraw([first])
      look('after a removal')
      return Promise.resolve(problems)
    },
  },
  {
    rule: 'costs what changes, however much else there is',
    problems: (fixture) => {
      const few = costs(fixture, 2)
      const many = costs(fixture, 42)
      const problems = Object.entries(many).flatMap(([what, calls]) =>
        calls <= (few[what] ?? 0) + 4
          ? []
          : [`${what}: ${String(few[what])} look-ups beside 2 objects, ${String(calls)} beside 42`],
      )
      return Promise.resolve(problems)
    },
  },
  {
    rule: 'keeps what it had for an item that it cannot read or render, and goes on with all others',
    problems: (fixture) => Promise.resolve([...unreadable(fixture), ...poisoned(fixture)]),
  },
]

export const objectsOf = (fixture: AgentRoleFixture, count: number, host: string = HOST): readonly RoleObject[] =>
  Array.from({ length: count }, (_, index) => fixture.object(index + 1, host))

export function started(fixture: AgentRoleFixture, work: (stand: RoleStand) => void): RoleStand {
  const stand = new RoleStand(fixture)
  stand.start()
  work(stand)
  return stand
}

const stateOf = (text: string | undefined): string =>
  text === undefined ? '' : canonical((JSON.parse(text) as readonly unknown[])[0])

const wantedOf = (stand: RoleStand): { readonly wanted: readonly unknown[]; readonly topics: readonly string[] } => ({
  wanted: [...stand.wanted()],
  topics: stand.topics,
})

function ways(fixture: AgentRoleFixture, objects: readonly RoleObject[]): Readonly<Record<string, RoleStand>> {
  const items = objects.flatMap((object) => object.items)
  const each = (order: readonly RoleItem[]) => (stand: RoleStand) => {
    for (const item of order) stand.publish([item])
  }
  const extra = fixture.object(4, HOST)
  return {
    'one by one': started(fixture, each(items)),
    'the last one first': started(fixture, each([...items].reverse())),
    'each of them twice': started(fixture, each(items.flatMap((item) => [item, item]))),
    'changed and changed back': started(fixture, (stand) => {
      each(items)(stand)
      each(objects.map(({ changed }) => changed))(stand)
      each(items)(stand)
    }),
    'gone and back': started(fixture, (stand) => {
      each(items)(stand)
      stand.withdraw(objects)
      each(items)(stand)
    }),
    'with one more for a while': started(fixture, (stand) => {
      stand.publishObjects([extra])
      each(items)(stand)
      stand.withdraw([extra])
    }),
    'from the journal': restarted(fixture, items),
    'from the journal, the last one first': restarted(fixture, [...items].reverse()),
  }
}

function restarted(fixture: AgentRoleFixture, items: readonly RoleItem[]): RoleStand {
  const stand = new RoleStand(fixture)
  stand.start(items)
  return stand
}

function costs(fixture: AgentRoleFixture, others: number): Readonly<Record<string, number>> {
  const stand = started(fixture, (one) => one.publishObjects(objectsOf(fixture, others)))
  const object = fixture.object(others + 1, HOST)
  stand.plug([...objectsOf(fixture, others), object])
  stand.settle()
  const effort = (work: () => unknown): number => {
    const before = stand.effort
    work()
    return stand.effort - before
  }
  return {
    'a new object': effort(() => {
      stand.publishObjects([object])
      stand.settle()
    }),
    'a change': effort(() => {
      stand.publish([object.changed])
      stand.settle()
    }),
    'a removal': effort(() => {
      stand.withdraw([object])
      stand.settle()
    }),
  }
}

function unreadable(fixture: AgentRoleFixture): readonly string[] {
  const objects = objectsOf(fixture, 2)
  const stand = started(fixture, (one) => one.publishObjects(objects))
  const before = [...stand.wanted()]
  return objects.flatMap(({ items }) =>
    items.flatMap((item) => {
      stand.publish([{ ...item, body: ['unreadable'] }])
      const kept = isSame([...stand.wanted()], before)
      stand.publish([item])
      return [
        ...(kept ? [] : [`${item.key} of ${item.topic} unreadable: what is wanted is another`]),
        ...(isSame([...stand.wanted()], before) ? [] : [`${item.key} of ${item.topic}, readable again: it is another`]),
      ]
    }),
  )
}

function poisoned(fixture: AgentRoleFixture): readonly string[] {
  const poison = fixture.poison?.(HOST)
  if (poison === undefined) return []
  const objects = objectsOf(fixture, 2)
  const expected = started(fixture, (one) => one.publishObjects(objects)).wanted()
  const stand = started(fixture, (one) => one.publish([...poison.items, ...objects.flatMap(({ items }) => items)]))
  const now = stand.wanted()
  return [
    ...[...expected].flatMap(([key, text]) =>
      now.get(key) === text ? [] : [`${key} is missing behind one that fails`],
    ),
    ...(stand.lines.length > 0 ? [] : ['it does not log what it cannot render']),
  ]
}
