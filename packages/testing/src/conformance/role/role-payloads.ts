import type { PayloadSchema } from '@netloom/core'
import { attemptNow } from '../support/attempt.ts'
import type { ConformanceCheck } from '../support/check.ts'
import { canonical, deepFreeze, isSame } from '../support/same.ts'
import type { AgentRoleFixture, RoleItem } from './agent-role-fixture.ts'

type Check = ConformanceCheck<AgentRoleFixture>

/** An item that has a body, and what checks it. */
interface Checked {
  readonly name: string
  readonly body: object
  readonly schema: PayloadSchema
}

const HOST = 'host1'

/** Rules about what a role lets in. */
export const rolePayloadChecks: readonly Check[] = [
  {
    rule: 'takes what the controller publishes, and what it made of it once more, as its journal has it',
    problems: (fixture) => {
      const problems = samples(fixture).flatMap((item) => {
        const name = nameOf(item)
        const schema = fixture.role.payload(item.topic, item.key)
        if (schema === undefined) return [`${name}: no schema`]
        const first = schema.safeParse(deepFreeze(structuredClone(item.body)))
        if (!first.success) return [`${name}: refused (${first.error.issues.map(({ message }) => message).join('; ')})`]
        const again = schema.safeParse(JSON.parse(JSON.stringify(first.data)))
        if (!again.success || !isSame(again.data, first.data)) return [`${name}: is another after a restart`]
        return []
      })
      return Promise.resolve(problems)
    },
  },
  {
    rule: 'refuses bodies that are none, and fields of another type, each with a message of one line',
    problems: (fixture) => Promise.resolve(checked(fixture).flatMap((one) => garbageOf(one).flatMap(refusal(one)))),
  },
  {
    rule: 'takes bodies with fields that it does not know: a newer controller sends them',
    problems: (fixture) =>
      Promise.resolve(
        checked(fixture).flatMap(({ name, body, schema }) =>
          schema.safeParse({ ...structuredClone(body), kitField: { inside: [1] } }).success
            ? []
            : [`${name}: refused for a field more`],
        ),
      ),
  },
  {
    rule: 'has no schema for topics and keys that it does not know, and throws for none',
    problems: (fixture) => {
      const { root } = fixture.role.create(spare())
      const kind = root.slice(0, root.indexOf('/'))
      const strange = [
        ['kit-unknown/host1', 'kit/1'],
        ['', ''],
        [root, 'kit-unknown/1'],
        [root, ''],
        [`${kind}-more/host1`, samples(fixture)[0]?.key ?? ''],
        ['__proto__', '__proto__'],
      ] as const
      const problems = strange.flatMap(([topic, key]) => {
        const result = attemptNow(() => fixture.role.payload(topic, key))
        if ('error' in result) return [`payload('${topic}', '${key}') threw ${String(result.error)}`]
        return result.value === undefined ? [] : [`it checks '${key}' of topic '${topic}', which it cannot know`]
      })
      return Promise.resolve(problems)
    },
  },
]

const nameOf = ({ topic, key }: RoleItem): string => `${key} of ${topic}`

const samples = (fixture: AgentRoleFixture): readonly RoleItem[] =>
  [fixture.object(1, HOST), fixture.object(2, HOST)].flatMap(({ items, changed }) => [...items, changed])

function checked(fixture: AgentRoleFixture): readonly Checked[] {
  return samples(fixture).flatMap((item) => {
    const schema = fixture.role.payload(item.topic, item.key)
    return schema === undefined || item.body === null ? [] : [{ name: nameOf(item), body: item.body, schema }]
  })
}

/** What stands where a body should; null means that an item is gone, and is shown to no schema. */
function garbageOf({ body }: Checked): readonly (readonly [what: string, garbage: unknown])[] {
  const whole = [42, 'text', true, [], [body], ...(Object.keys(body).length > 0 ? [{}] : [])]
  const fields = Object.entries(body).map(([field, value]: [string, unknown]) => [
    `with another ${field}`,
    { ...body, [field]: anotherType(value) },
  ])
  return [
    ...whole.map((garbage) => [canonical(garbage).slice(0, 20), garbage] as const),
    ...fields,
  ] as readonly (readonly [string, unknown])[]
}

const anotherType = (value: unknown): unknown => (typeof value === 'number' ? { kit: 1 } : 4711.5)

const refusal =
  ({ name, schema }: Checked) =>
  ([what, garbage]: readonly [string, unknown]): readonly string[] => {
    const result = attemptNow(() => schema.safeParse(garbage))
    if ('error' in result) return [`${name}, ${what}: the check threw ${String(result.error)}`]
    if (result.value.success) return [`${name}, ${what}: accepted`]
    const { issues } = result.value.error
    if (issues.length === 0) return [`${name}, ${what}: refused without a reason`]
    return issues.some(({ message }) => message === '' || /[\r\n]/.test(message))
      ? [`${name}, ${what}: a reason is no line`]
      : []
  }

const nothing = (): undefined => undefined

/** What a role is made with where nothing is asked of it. */
export const spare = (host: string = HOST): Parameters<AgentRoleFixture['role']['create']>[0] => ({
  host,
  view: { item: nothing, keys: () => [], drop: nothing },
  table: {
    set: () => [],
    drop: () => [],
    keyOf: () => '',
    keysOf: () => [],
    unitsOf: () => [],
    isRight: () => true,
  },
  links: { has: () => false },
  failure: nothing,
  logger: { debug: nothing, info: nothing, warn: nothing, error: nothing },
})
