import type { DeviceKind, DeviceState, Step } from '@netloom/core'
import type { ConformanceCheck } from '../support/check.ts'
import { blockingCallsOf } from '../support/blocking-calls.ts'
import { elsewhen } from '../support/elsewhen.ts'
import { canonical, isSame } from '../support/same.ts'
import { isThenable } from '../support/within-budget.ts'
import type { DeviceKindFixture } from './device-kind-fixture.ts'
import { converge, replaceStep, statesOf, stepOf } from './kind-stand.ts'
import { watchHost } from './watched-host.ts'

type Check = ConformanceCheck<DeviceKindFixture>

const WORD = /^[a-z][a-z0-9-]*$/
/** What a batch pipe takes as one argument. */
const TOKEN = /^(?:[A-Za-z0-9_.:/@+=,][A-Za-z0-9_.:/@+=,-]*)?$/

/** Rules about the pure half of a kind. */
export const kindWordChecks: readonly Check[] = [
  {
    rule: 'has a name, a place in the order, and a key of its own for each state, beginning with the name',
    problems: (fixture) => {
      const kind = fixture.make()
      const states = statesOf(fixture, 5)
      const keys = states.map((state) => kind.key(state))
      return Promise.resolve([
        ...(WORD.test(kind.kind) ? [] : [`'${kind.kind}' is no name`]),
        ...(Number.isFinite(kind.order) ? [] : ['order is no number']),
        ...states.filter((state) => state.kind !== kind.kind).map((state) => `a state is of the kind ${state.kind}`),
        ...keys.filter((key) => !key.startsWith(`${kind.kind} `)).map((key) => `'${key}' does not begin with the kind`),
        ...keys.filter((key) => /[\r\n]/.test(key)).map((key) => `${JSON.stringify(key)} is no line`),
        ...(new Set(keys).size === keys.length ? [] : ['two states have one key']),
        ...statesOf(fixture, 5).flatMap((state, index) => (kind.key(state) === keys[index] ? [] : ['a key changes'])),
        ...changedOf(fixture).flatMap(([state, changed]) =>
          kind.key(state) === kind.key(changed) ? [] : [`${kind.key(state)} has another key when it is changed`],
        ),
      ])
    },
  },
  {
    rule: 'finds a state equal to itself and to what is read of it, and another one not',
    problems: (fixture) => {
      const kind = fixture.make()
      return Promise.resolve([
        ...statesOf(fixture, 3).flatMap((state) =>
          kind.equal(state, structuredClone(state)) ? [] : [`${kind.key(state)} is not equal to itself`],
        ),
        ...changedOf(fixture).flatMap(([state, changed]) =>
          kind.equal(changed, state) ? [`${kind.key(state)} is equal to what it is not`] : [],
        ),
      ])
    },
  },
  {
    rule: 'says what goes with what: parents are keys of other things, one link is its device',
    problems: (fixture) => {
      const kind = fixture.make()
      const problems = statesOf(fixture, 3).flatMap((state) => {
        const key = kind.key(state)
        const device = kind.device?.(state) ?? key.split(' ')[1]
        const link = kind.waitsFor?.(state)
        return [
          ...kind
            .parents(state)
            .filter((parent) => parent === key)
            .map(() => `${key} is its own parent`),
          ...kind
            .parents(state)
            .filter((parent) => !/^\S+ \S/.test(parent))
            .map((parent) => `'${parent}' is no key`),
          ...(device === undefined || device === '' ? [`${key} is on no device`] : []),
          ...(link === '' ? [`${key} waits for a link without a name`] : []),
        ]
      })
      return Promise.resolve(problems)
    },
  },
  {
    rule: 'makes commands of plain words, the same for the same step at any time, and touches nothing for it',
    problems: (fixture) => {
      const kind = fixture.make()
      const steps = stepsOf(kind, fixture)
      const say = (): readonly unknown[] => steps.map((step) => [kind.commands(step), kind.describe?.(step) ?? []])
      const problems: string[] = []
      const blocking = blockingCallsOf(() => {
        problems.push(...(isSame(say(), elsewhen(say)) ? [] : ['commands of one step differ from time to time']))
      })
      for (const step of steps) {
        for (const { tool, args } of kind.commands(step)) {
          if (!['ip', 'bridge', 'sysctl'].includes(tool)) problems.push(`${tool} has no batch pipe`)
          for (const word of args)
            if (!TOKEN.test(word)) problems.push(`${step.op} ${step.key}: ${JSON.stringify(word)} is no plain word`)
        }
      }
      return Promise.resolve([...problems, ...blocking.map((name) => `commands() calls ${name}`)])
    },
  },
  {
    rule: 'says each step in lines that a person could type',
    problems: (fixture) => {
      const kind = fixture.make()
      const problems = stepsOf(kind, fixture).flatMap((step) => {
        const lines = kind.describe?.(step) ?? kind.commands(step).map(({ tool, args }) => [tool, ...args].join(' '))
        if (lines.length === 0) return [`${step.op} ${step.key}: no line`]
        return lines.some((line) => line.trim() === '' || /[\r\n]/.test(line))
          ? [`${step.op} ${step.key}: no line`]
          : []
      })
      return Promise.resolve(problems)
    },
  },
  {
    rule: 'reads with a promise, ours of the whole host or of the devices it is asked for',
    problems: async (fixture) => {
      const kind = fixture.make()
      const host = watchHost(fixture.host)
      const reading: unknown = kind.read(host)
      if (!isThenable(reading)) return ['read() returns no promise']
      await reading
      await converge(kind, statesOf(fixture, 2), host)
      const none = await kind.read(host, { devices: new Set() })
      return none.length === 0 ? [] : [`of no device it reads ${canonical(none).slice(0, 80)}`]
    },
  },
]

export function changedOf(fixture: DeviceKindFixture): readonly (readonly [DeviceState, DeviceState])[] {
  return [1, 2].flatMap((index) => {
    const changed = fixture.changed?.(index)
    return changed === undefined ? [] : [[fixture.state(index), changed] as const]
  })
}

function stepsOf(kind: DeviceKind, fixture: DeviceKindFixture): readonly Step[] {
  return [
    ...statesOf(fixture, 2).flatMap((state) => [stepOf(kind, 'create', state), stepOf(kind, 'remove', state)]),
    ...changedOf(fixture).map(([state, changed]) => replaceStep(kind, changed, state)),
  ]
}
