import type { DeviceState, StepResult } from '@netloom/core'
import { attempt } from '../support/attempt.ts'
import type { ConformanceCheck } from '../support/check.ts'
import type { DeviceKindFixture } from './device-kind-fixture.ts'
import { applySteps, converge, differences, planFor, statesOf, stepOf } from './kind-stand.ts'
import { watchHost } from './watched-host.ts'

type Check = ConformanceCheck<DeviceKindFixture>

/** More calls than any short piece of work has. */
const MOST_CALLS = 60

const HOSTILE = [
  'a b',
  'a\nb',
  'a\r\nlink del dev lo',
  'x; reboot',
  '$(reboot)',
  '`reboot`',
  "it's",
  'say "hi"',
  '-force',
  '--help',
  '# comment',
  'back\\slash',
  'null\u0000byte',
  '*',
  '../../etc/passwd',
  'ünïcödé',
  'x'.repeat(5_000),
]

/** Rules about what a kind does when something fails. */
export const kindFailureChecks: readonly Check[] = [
  {
    rule: 'says which step has failed, in one line, and takes all others',
    problems: async (fixture) => {
      const { impossible } = fixture
      if (impossible === undefined) return []
      const kind = fixture.make()
      const [first, ...others] = statesOf(fixture, 4)
      if (first === undefined) return []
      const steps = [first, impossible, ...others].map((state) => stepOf(kind, 'create', state))
      const result = await attempt(() => applySteps(kind, steps, fixture.host))
      if ('error' in result) return [`apply() threw ${String(result.error)}`]
      // Of the failed one a part may be there; it is seen, and goes.
      const wrong = (await differences(kind, [first, ...others], fixture.host)).filter(
        (text) => !/to remove/.test(text),
      )
      const failed = await converge(kind, [first, ...others], fixture.host)
      const left = await differences(kind, [first, ...others], fixture.host)
      return [...failuresOf(result.value, kind.key(impossible)), ...wrong, ...failed, ...left]
    },
  },
  {
    rule: 'goes on after it was killed at any step: a plan from what is read makes what is wanted, with nothing left over',
    problems: async (_fixture, another) => {
      const problems: string[] = []
      for (const [name, before, after] of moves) {
        for (let call = 1; call <= MOST_CALLS; call += 1 + Math.trunc(call / 8)) {
          const fixture = await another()
          const wanted = after(fixture)
          await converge(fixture.make(), before(fixture), fixture.host)
          const others = await fixture.foreign()
          const host = watchHost(fixture.host)
          const kind = fixture.make()
          const steps = await planFor(kind, wanted, fixture.host)
          host.crashAt(call)
          await attempt(() => applySteps(kind, steps, host))
          if (!host.crashed) break
          const restarted = fixture.make()
          const failed = await converge(restarted, wanted, fixture.host)
          const left = [...failed, ...(await differences(restarted, wanted, fixture.host))]
          left.push(...(await converge(restarted, [], fixture.host)).map((error) => `it cannot be removed: ${error}`))
          if ((await fixture.foreign()) !== others) left.push('something is left that nobody will remove')
          problems.push(...left.map((text) => `${name}, killed at call ${String(call)}: ${text}`))
        }
      }
      return problems
    },
  },
  {
    rule: 'leaves nothing of what it was killed at making and is not wanted any more',
    problems: async (_fixture, another) => {
      const problems: string[] = []
      for (let call = 1; call <= MOST_CALLS; call += 1 + Math.trunc(call / 8)) {
        const fixture = await another()
        const others = await fixture.foreign()
        const host = watchHost(fixture.host)
        const kind = fixture.make()
        const steps = await planFor(kind, statesOf(fixture, 1), fixture.host)
        host.crashAt(call)
        await attempt(() => applySteps(kind, steps, host))
        if (!host.crashed) break
        const restarted = fixture.make()
        const left = [...(await converge(restarted, [], fixture.host))]
        left.push(...(await differences(restarted, [], fixture.host)))
        if ((await fixture.foreign()) !== others) left.push('something is left that nobody will remove')
        problems.push(...left.map((text) => `killed at call ${String(call)}: ${text}`))
      }
      return problems
    },
  },
  {
    rule: 'says what failed for each step when the host does not answer, and does it when it is told again',
    problems: async (fixture) => {
      const kind = fixture.make()
      const states = statesOf(fixture, 2)
      const host = watchHost(fixture.host)
      host.crashAt(1)
      const steps = states.map((state) => stepOf(kind, 'create', state))
      const result = await attempt(() => applySteps(kind, steps, host))
      const silent =
        host.crashed && 'value' in result
          ? result.value.filter(({ error }) => error === undefined).map(({ key }) => `${key} counts as done`)
          : []
      const failed = await converge(kind, states, fixture.host)
      return [...silent, ...failed, ...(await differences(kind, states, fixture.host))]
    },
  },
  {
    rule: 'takes what users write as text: never a second command, an option or a state more',
    problems: async (fixture, another) => {
      if (fixture.withText === undefined) return []
      const problems: string[] = []
      for (const text of HOSTILE) {
        problems.push(...(await hostile(await another(), text)))
        problems.push(...(await hostileChange(await another(), text)))
      }
      return problems
    },
  },
  {
    rule: 'tells no secret in what it says of a failure',
    problems: async (fixture) => {
      const { impossible, secrets = [] } = fixture
      if (impossible === undefined || secrets.length === 0) return []
      const kind = fixture.make()
      const result = await attempt(() => applySteps(kind, [stepOf(kind, 'create', impossible)], fixture.host))
      const said = 'error' in result ? String(result.error) : result.value.map(({ error }) => error).join('\n')
      return secrets.flatMap((secret) => (said.includes(secret) ? ['an error has a secret in it'] : []))
    },
  },
]

type States = (fixture: DeviceKindFixture) => readonly DeviceState[]

const moves: readonly (readonly [name: string, before: States, after: States])[] = [
  ['creating', () => [], (fixture) => statesOf(fixture, 2)],
  [
    'changing',
    (fixture) => statesOf(fixture, 2),
    (fixture) => statesOf(fixture, 2).map((state, index) => fixture.changed?.(index + 1) ?? state),
  ],
  ['removing', (fixture) => statesOf(fixture, 2), () => []],
  ['creating and removing', (fixture) => statesOf(fixture, 2), (fixture) => statesOf(fixture, 2, 2)],
]

function failuresOf(results: readonly StepResult[], impossible: string): readonly string[] {
  const errors = results.filter(({ error }) => error !== undefined)
  return [
    ...(errors.some(({ key }) => key === impossible) ? [] : [`${impossible} counts as done`]),
    ...errors.filter(({ key }) => key !== impossible).map(({ key, error }) => `${key} fails with it: ${String(error)}`),
    ...errors
      .filter(({ error }) => error === '' || /[\r\n]/.test(String(error)))
      .map(({ key }) => `the error of ${key} is no line`),
  ]
}

/** A step with such a text fails and does nothing, or does what it says. */
async function hostile(fixture: DeviceKindFixture, text: string): Promise<readonly string[]> {
  const state = fixture.withText?.(text)
  if (state === undefined) return []
  const name = JSON.stringify(text.slice(0, 20))
  await fixture.plant()
  const before = await fixture.foreign()
  const host = watchHost(fixture.host)
  const kind = fixture.make()
  const result = await attempt(() => applySteps(kind, [stepOf(kind, 'create', state)], host))
  if ('error' in result) return [`${name}: apply() threw ${String(result.error)}`]
  const done = result.value.every(({ error }) => error === undefined)
  const found = await kind.read(fixture.host)
  return [
    ...((await fixture.foreign()) === before ? [] : [`${name}: what others made is another now`]),
    ...(found.length <= 1 ? [] : [`${name}: there are ${String(found.length)} states`]),
    ...(done && !found.some((one) => kind.key(one) === kind.key(state) && kind.equal(state, one))
      ? [`${name}: something else is made`]
      : []),
    ...(await converge(kind, [], fixture.host)).map((error) => `${name}: it cannot be removed: ${error}`),
  ]
}

/** The same of a state that is there already, with another text. */
async function hostileChange(fixture: DeviceKindFixture, text: string): Promise<readonly string[]> {
  const [before, after] = [fixture.withText?.('plain'), fixture.withText?.(text)]
  const kind = fixture.make()
  if (before === undefined || after === undefined || kind.key(before) !== kind.key(after)) return []
  if ((await converge(kind, [before], fixture.host)).length > 0) return []
  const name = `${JSON.stringify(text.slice(0, 20))} instead of another text`
  const failed = (await converge(kind, [after], fixture.host)).length > 0
  const found = await kind.read(fixture.host)
  return [
    ...(found.length <= 1 ? [] : [`${name}: there are ${String(found.length)} states`]),
    ...(failed || found.some((one) => kind.equal(after, one)) ? [] : [`${name}: something else is made`]),
    ...(await converge(kind, [], fixture.host)).map((error) => `${name}: it cannot be removed: ${error}`),
  ]
}
