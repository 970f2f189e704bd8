import type { DeviceState } from '@netloom/core'
import { attempt } from '../support/attempt.ts'
import type { ConformanceCheck } from '../support/check.ts'
import { handlesLeftBy } from '../support/handles.ts'
import { canonical, isSame } from '../support/same.ts'
import type { DeviceKindFixture } from './device-kind-fixture.ts'
import { applySteps, converge, differences, replaceStep, statesOf, stepOf } from './kind-stand.ts'
import { watchHost } from './watched-host.ts'

type Check = ConformanceCheck<DeviceKindFixture>

/** Rules about what a kind does to a host that answers. */
export const kindEffectChecks: readonly Check[] = [
  {
    rule: 'reads back what it has applied, once each, so that a second plan is empty, after a restart, too',
    problems: async (fixture) => {
      const states = statesOf(fixture, 4)
      const failed = await converge(fixture.make(), states, fixture.host)
      return [...failed, ...(await differences(fixture.make(), states, fixture.host))]
    },
  },
  {
    rule: 'changes what is there to what is wanted, and leaves the others',
    problems: async (fixture) => {
      const kind = fixture.make()
      const states = statesOf(fixture, 4)
      await converge(kind, states, fixture.host)
      const [, ...others] = states
      const changed = fixture.changed?.(1)
      if (changed === undefined) return []
      const failed = await converge(kind, [changed, ...others], fixture.host)
      return [...failed, ...(await differences(kind, [changed, ...others], fixture.host))]
    },
  },
  {
    rule: 'removes what it is told to and nothing else, and all of it',
    problems: async (fixture) => {
      const kind = fixture.make()
      const states = statesOf(fixture, 4)
      await converge(kind, states, fixture.host)
      const [first, ...others] = states
      const failed = [...(await converge(kind, others, fixture.host))]
      const problems = (await differences(kind, others, fixture.host)).map((text) => `without the first: ${text}`)
      failed.push(...(await converge(kind, [], fixture.host)))
      const left = await fixture.make().read(fixture.host)
      return [...failed, ...problems, ...(first !== undefined && left.length > 0 ? ['something is left'] : [])]
    },
  },
  {
    rule: 'neither reads nor touches what others have made',
    problems: async (fixture) => {
      const kind = fixture.make()
      await fixture.plant()
      const before = await fixture.foreign()
      const seen = await kind.read(fixture.host)
      const states = statesOf(fixture, 3)
      const changed = fixture.changed?.(1)
      const problems = seen.length === 0 ? [] : [`it takes for its own: ${canonical(seen).slice(0, 120)}`]
      await converge(kind, states, fixture.host)
      if (changed !== undefined) await converge(kind, [changed, ...states.slice(1)], fixture.host)
      await converge(kind, [], fixture.host)
      return [...problems, ...((await fixture.foreign()) === before ? [] : ['what others made is another now'])]
    },
  },
  {
    rule: 'may be told twice: what is there is made without failing, what is gone is removed without failing',
    problems: async (fixture) => {
      const kind = fixture.make()
      const states = statesOf(fixture, 2)
      const apply = async (op: 'create' | 'remove'): Promise<readonly string[]> => {
        const results = await applySteps(
          kind,
          states.map((state) => stepOf(kind, op, state)),
          fixture.host,
        )
        return results.flatMap(({ key, error }) => (error === undefined ? [] : [`${op} ${key} again: ${error}`]))
      }
      await apply('create')
      const created = [...(await apply('create')), ...(await differences(kind, states, fixture.host))]
      await apply('remove')
      return [...created, ...(await apply('remove'))]
    },
  },
  {
    rule: 'applies creations, changes and removals together, and answers for each step under its key, in order',
    problems: async (fixture) => {
      const kind = fixture.make()
      const [first, second, third] = statesOf(fixture, 3)
      if (first === undefined || second === undefined || third === undefined) return []
      await converge(kind, [first, second], fixture.host)
      const changed = fixture.changed?.(1)
      const steps = [
        stepOf(kind, 'remove', second),
        ...(changed === undefined ? [] : [replaceStep(kind, changed, first)]),
        stepOf(kind, 'create', third),
      ]
      const results = await applySteps(kind, steps, fixture.host)
      const none = await applySteps(kind, [], fixture.host)
      return [
        ...(isSame(
          results.map(({ key }) => key),
          steps.map(({ key }) => key),
        )
          ? []
          : ['results are not those of the steps']),
        ...results.flatMap(({ key, error }) => (error === undefined ? [] : [`${key}: ${error}`])),
        ...(none.length === 0 ? [] : ['no step has results']),
        ...(await differences(kind, [changed ?? first, third], fixture.host)),
      ]
    },
  },
  {
    rule: 'reads of the devices it is asked for what it reads of the whole host',
    problems: async (fixture) => {
      const kind = fixture.make()
      await converge(kind, statesOf(fixture, 4), fixture.host)
      const all = await kind.read(fixture.host)
      const deviceOf = (state: DeviceState): string => kind.device?.(state) ?? kind.key(state).split(' ')[1] ?? ''
      const shown = (states: readonly DeviceState[]): readonly string[] => states.map(canonical).sort()
      const devices = [...new Set(all.map(deviceOf))]
      const problems = await Promise.all(
        devices.map(async (device) => {
          const found = await kind.read(fixture.host, { devices: new Set([device]) })
          const expected = all.filter((state) => deviceOf(state) === device)
          return isSame(shown(found), shown(expected)) ? [] : [`of ${device} it reads something else`]
        }),
      )
      const nowhere = await kind.read(fixture.host, { devices: new Set(['kit-nowhere']) })
      const together = await kind.read(fixture.host, { devices: new Set(devices) })
      return [
        ...problems.flat(),
        ...(isSame(shown(together), shown(all)) ? [] : ['of all devices, asked for by name, it reads something else']),
        ...(nowhere.length === 0 ? [] : ['of a device that is not there it reads something']),
      ]
    },
  },
  {
    rule: 'costs what changes: one more, one other and one less cost the same beside two and beside thirty',
    problems: async (fixture, another) => {
      const few = await costsBeside(fixture, 2)
      const many = await costsBeside(await another(), 30)
      return few.flatMap((commands, index) =>
        (many[index] ?? 0) <= commands + 1
          ? []
          : [`${String(commands)} commands beside 2, ${String(many[index])} beside 30`],
      )
    },
  },
  {
    rule: 'keeps nothing of one host for another, and no timer or connection once closed',
    problems: async (fixture, another) => {
      const other = await another()
      // What the host needs for itself (its tools) is started before.
      await converge(fixture.make(), statesOf(fixture, 2), fixture.host)
      await converge(fixture.make(), [], fixture.host)
      const left = await handlesLeftBy(async () => {
        const kind = fixture.make()
        const stop = kind.watch?.(() => undefined)
        await converge(kind, statesOf(fixture, 2), fixture.host)
        stop?.()
        await kind.close?.()
      })
      const seen = await other.make().read(other.host)
      return [...left, ...(seen.length === 0 ? [] : ['it reads on one host what is on another'])]
    },
  },
  {
    rule: 'fails when the host cannot be read, lest all be taken for gone',
    problems: async (fixture) => {
      const kind = fixture.make()
      await converge(kind, statesOf(fixture, 2), fixture.host)
      const host = watchHost(fixture.host)
      host.crashAt(1)
      const result = await attempt(() => kind.read(host))
      // One that reads without the host's tools cannot be failed from here.
      return 'error' in result || !host.crashed ? [] : ['it reads nothing from a host that does not answer']
    },
  },
]

/** Commands of a creation, a change and a removal. */
async function costsBeside(fixture: DeviceKindFixture, others: number): Promise<readonly number[]> {
  const kind = fixture.make()
  await converge(kind, statesOf(fixture, others, 2), fixture.host)
  const host = watchHost(fixture.host)
  const state = fixture.state(1)
  const changed = fixture.changed?.(1)
  const commands: number[] = []
  for (const step of [
    stepOf(kind, 'create', state),
    ...(changed === undefined ? [] : [replaceStep(kind, changed, state)]),
    stepOf(kind, 'remove', changed ?? state),
  ]) {
    const before = host.work.commands
    await applySteps(kind, [step], host)
    commands.push(host.work.commands - before)
  }
  return commands
}
