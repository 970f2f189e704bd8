import { setInterval } from 'node:timers'
import type { DeviceKind } from '@netloom/core'
import {
  type LampParts,
  type LampState,
  lampTool as lamp,
  outcome,
  soundParts as sound,
  tolerating,
} from './toy-kind.ts'

const REMOVES = 'removes what it is told to and nothing else, and all of it'
const FOREIGN = 'neither reads nor touches what others have made'
const TWICE = 'may be told twice: what is there is made without failing, what is gone is removed without failing'
const TOGETHER = 'applies creations, changes and removals together, and answers for each step under its key, in order'
const SCOPE = 'reads of the devices it is asked for what it reads of the whole host'
const COSTS = 'costs what changes: one more, one other and one less cost the same beside two and beside thirty'
const APART = 'keeps nothing of one host for another, and no timer or connection once closed'
const UNREADABLE = 'fails when the host cannot be read, lest all be taken for gone'
const FAILING = 'says which step has failed, in one line, and takes all others'
const KILLED =
  'goes on after it was killed at any step: a plan from what is read makes what is wanted, with nothing left over'
const SILENT = 'says what failed for each step when the host does not answer, and does it when it is told again'
const TEXT = 'takes what users write as text: never a second command, an option or a state more'
const SECRETS = 'tells no secret in what it says of a failure'

type Broken = readonly [flaw: string, change: () => Partial<LampParts>, rule: string]

const kind = (change: (lamps: DeviceKind<LampState>) => Partial<DeviceKind<LampState>>) => (): Partial<LampParts> => ({
  kind: (lamps) => ({ ...lamps, ...change(lamps) }),
})

/** Lamps that an instance, or all of them, remembers. */
const remembered = new Map<string, LampState>()
let numbered = 0

export const brokenKindFailures: readonly Broken[] = [
  ['removes nothing', () => ({ remove: () => Promise.resolve() }), REMOVES],
  [
    'removes all',
    () => ({
      remove: async (host) => {
        for (const { id } of await sound.list(host)) await lamp(host, 'del', id)
      },
    }),
    REMOVES,
  ],
  [
    'removes what begins with its name',
    () => ({
      remove: async (host, { id }) => {
        for (const one of await sound.list(host)) if (one.id.startsWith(id.slice(0, 4))) await lamp(host, 'del', one.id)
      },
    }),
    REMOVES,
  ],
  [
    'reads what others have made',
    () => ({
      list: async (host, id) =>
        (JSON.parse(await lamp(host, 'list', ...(id === undefined ? [] : [id]))) as readonly LampState[]).map(
          (one) => ({ kind: 'lamp' as const, id: one.id, colour: one.colour }),
        ),
    }),
    FOREIGN,
  ],
  [
    'tidies up what it does not know',
    () => ({
      create: async (host, state) => {
        await tolerating(/No such/, lamp(host, 'del', 'theirs'))
        await sound.create(host, state)
      },
    }),
    FOREIGN,
  ],
  [
    'fails at what is there',
    () => ({
      create: async (host, { id, colour }) => {
        await lamp(host, 'add', id, 'netloom')
        await lamp(host, 'set', id, colour)
      },
    }),
    TWICE,
  ],
  [
    'fails at what is gone',
    () => ({
      remove: async (host, { id }) => {
        await lamp(host, 'del', id)
      },
    }),
    TWICE,
  ],
  [
    'has no results for removals',
    kind(({ apply }) => ({
      apply: async (steps, host) =>
        ((await apply?.(steps, host)) ?? []).filter((_, index) => steps[index]?.op !== 'remove'),
    })),
    TOGETHER,
  ],
  [
    'sorts its results',
    kind(({ apply }) => ({ apply: async (steps, host) => [...((await apply?.(steps, host)) ?? [])].reverse() })),
    TOGETHER,
  ],
  [
    'writes into its steps',
    kind(({ apply }) => ({
      apply: (steps, host) => {
        for (const step of steps) Object.assign(step, { done: true })
        return apply?.(steps, host) ?? Promise.resolve([])
      },
    })),
    TOGETHER,
  ],
  ['does not know scopes', kind(({ read }) => ({ read: (host) => read(host) })), SCOPE],
  [
    'reads nothing of a scope',
    kind(({ read }) => ({ read: (host, scope) => (scope === undefined ? read(host) : Promise.resolve([])) })),
    SCOPE,
  ],
  [
    'looks at each lamp before each step',
    () => ({
      create: async (host, state) => {
        for (const { id } of await sound.list(host)) await lamp(host, 'list', id)
        await sound.create(host, state)
      },
    }),
    COSTS,
  ],
  [
    'sets all anew after a change',
    () => ({
      replace: async (host, state) => {
        for (const one of await sound.list(host))
          await lamp(host, 'set', one.id, one.id === state.id ? state.colour : one.colour)
      },
    }),
    COSTS,
  ],
  [
    'remembers lamps of all hosts in one map',
    () => ({
      list: () => Promise.resolve([...remembered.values()]),
      create: async (host, state) => {
        await sound.create(host, state)
        remembered.set(state.id, state)
      },
    }),
    APART,
  ],
  [
    'leaves a timer',
    kind(({ apply }) => ({
      apply: (steps, host) => {
        setInterval(() => (numbered += 1), 1e6).unref()
        return apply?.(steps, host) ?? Promise.resolve([])
      },
    })),
    APART,
  ],
  [
    'reads nothing when the tool fails',
    () => ({ list: (host, id) => sound.list(host, id).catch(() => []) }),
    UNREADABLE,
  ],
  [
    'calls a failure a success',
    kind(({ apply }) => ({
      apply: async (steps, host) => ((await apply?.(steps, host)) ?? []).map(({ key }) => ({ key })),
    })),
    FAILING,
  ],
  [
    'stops at a failure',
    kind(() => ({
      apply: async (steps, host) => {
        for (const { op, state } of steps) await sound[op](host, state)
        return steps.map(({ key }) => ({ key }))
      },
    })),
    FAILING,
  ],
  [
    'fails all for one',
    kind(() => ({
      apply: async (steps, host) => {
        const all = await outcome('', async () => {
          for (const { op, state } of steps) await sound[op](host, state)
        })
        return steps.map(({ key }) => ({ ...all, key }))
      },
    })),
    FAILING,
  ],
  [
    'says what the tool said in lines',
    kind(({ apply }) => ({
      apply: async (steps, host) =>
        ((await apply?.(steps, host)) ?? []).map(({ key, error }) =>
          error === undefined ? { key } : { key, error: `${error}\nusage: lamp …` },
        ),
    })),
    FAILING,
  ],
  [
    'marks what it makes last',
    () => ({
      list: async (host, id) => (await sound.list(host, id)).filter(({ colour }) => colour !== 'off'),
      create: async (host, { id, colour }) => {
        await lamp(host, 'add', id, 'netloom')
        await lamp(host, 'set', id, colour)
      },
    }),
    KILLED,
  ],
  [
    'makes a lamp under another name first',
    () => ({
      create: async (host, state) => {
        await lamp(host, 'add', `${state.id}-tmp`, 'nobody')
        await sound.create(host, state)
        await lamp(host, 'del', `${state.id}-tmp`)
      },
    }),
    KILLED,
  ],
  [
    'takes a host that does not answer for one that has done it',
    () => ({ create: (host, state) => tolerating(/exists|killed/, sound.create(host, state)) }),
    SILENT,
  ],
  [
    'makes two lamps of a text with a line end',
    () => ({
      create: async (host, { id, colour }) => {
        for (const [line, text] of colour.split('\n').entries())
          await sound.create(host, { kind: 'lamp', id: line === 0 ? id : `${id}-${String(line)}`, colour: text })
      },
    }),
    TEXT,
  ],
  [
    'cuts texts short',
    () => ({ create: (host, state) => sound.create(host, { ...state, colour: state.colour.slice(0, 80) }) }),
    TEXT,
  ],
  [
    'has what it was told in its errors',
    kind(({ apply }) => ({
      apply: async (steps, host) =>
        ((await apply?.(steps, host)) ?? []).map(({ key, error }) =>
          error === undefined ? { key } : { key, error: `${error}: login kit-secret` },
        ),
    })),
    SECRETS,
  ],
]
