import type { Cause } from '@netloom/core'
import type { ConformanceCheck } from '../support/check.ts'
import type { AgentRoleFixture, RoleItem } from './agent-role-fixture.ts'
import type { RoleStand } from './role-stand.ts'
import { objectsOf, started } from './role-states.ts'

const FIRST_REVISION = 41
const LATER_REVISION = 1_041

/** Key → cause of what is asked for because of an object. */
type Causes = ReadonlyMap<string, Cause>

/** Rules about what a state is said to come from. One that comes of several items names one of them: their revisions cannot be compared. */
export const roleCauseChecks: readonly ConformanceCheck<AgentRoleFixture>[] = [
  {
    rule: 'gives each state the revision of an item behind it as cause, and objects causes of their own',
    problems: (fixture) => {
      const base = new Set(
        started(fixture, () => undefined)
          .wanted()
          .keys(),
      )
      const problems: string[] = []
      const [first = new Set<string>(), second = new Set<string>()] = objectsOf(fixture, 2).map(
        ({ items, changed }) => {
          // Revisions of their own, so that one tells which item is meant.
          const revised = items.map((item, index): RoleItem => ({ ...item, revision: FIRST_REVISION + index }))
          const causes = causesOf(
            started(fixture, (stand) => stand.publish(revised)),
            base,
          )
          problems.push(...misnamed(causes, revised))
          for (const item of revised) problems.push(...unfollowed(fixture, revised, item, changed))
          return new Set([...causes.values()].map(({ object }) => object))
        },
      )
      for (const object of first)
        if (second.has(object)) problems.push(`'${object}' is the cause of states of two objects`)
      return Promise.resolve(problems)
    },
  },
]

function causesOf({ table }: RoleStand, base: ReadonlySet<string> = new Set()): Causes {
  const keys = [...table.keys()].filter((key) => !base.has(key))
  return new Map(
    keys.flatMap((key) => {
      const explained = table.explain(key)
      return explained?.desired === undefined ? [] : [[key, explained.cause] as const]
    }),
  )
}

/** Revisions that no item has, or one that is of another object than the cause names. */
function misnamed(causes: Causes, items: readonly RoleItem[]): readonly string[] {
  return [...causes].flatMap(([key, { object, revision }]) => {
    const item = items.find((one) => one.revision === revision)
    if (item === undefined) return [`${key}: no item has revision ${String(revision)}`]
    const isOther = items.some((one) => isOf(one, object)) && !isOf(item, object)
    return isOther ? [`${key}: the cause names ${object}, with the revision of ${item.key} in ${item.topic}`] : []
  })
}

/** An item is of an object that its key names, or that its whole topic is about. */
const isOf = ({ topic, key }: RoleItem, object: string): boolean => key === object || idOf(topic) === idOf(object)

const idOf = (name: string): string => name.slice(name.indexOf('/') + 1)

/** States that are said to come from an item, and do not change with it. */
function unfollowed(
  fixture: AgentRoleFixture,
  items: readonly RoleItem[],
  item: RoleItem,
  changed: RoleItem,
): readonly string[] {
  const after = (work: (stand: RoleStand) => void): RoleStand =>
    started(fixture, (stand) => {
      stand.publish(items)
      work(stand)
    })
  const before = after(() => undefined)
  const keys = [...causesOf(before)].flatMap(([key, { revision }]) => (revision === item.revision ? [key] : []))
  if (keys.length === 0) return []
  const later = { ...item, revision: LATER_REVISION }
  const again = causesOf(after((stand) => stand.publish([later])))
  const gone = after((stand) => stand.publish([{ ...item, body: null }])).wanted()
  const problems = keys.flatMap((key) => [
    ...(again.get(key)?.revision === LATER_REVISION
      ? []
      : [`${key} keeps the revision of ${item.key} that it had first`]),
    ...(gone.get(key) === before.wanted().get(key) ? [`${key} stays as it is without ${item.key}, its cause`] : []),
  ])
  if (changed.topic !== item.topic || changed.key !== item.key) return problems
  const other = causesOf(after((stand) => stand.publish([{ ...later, body: changed.body }])))
  const isCause = [...other.values()].some(({ revision }) => revision === LATER_REVISION)
  return isCause ? problems : [...problems, `a change of ${item.key} is the cause of nothing`]
}
