import type { DeviceKind } from '@netloom/core'
import { type LampParts, type LampState, lampTool as lamp, soundParts as sound, tolerating } from './toy-kind.ts'

const NAMES = 'has a name, a place in the order, and a key of its own for each state, beginning with the name'
const EQUAL = 'finds a state equal to itself and to what is read of it, and another one not'
const PARENTS = 'says what goes with what: parents are keys of other things, one link is its device'
const COMMANDS = 'makes commands of plain words, the same for the same step at any time, and touches nothing for it'
const LINES = 'says each step in lines that a person could type'
const READS = 'reads with a promise, ours of the whole host or of the devices it is asked for'
const BACK = 'reads back what it has applied, once each, so that a second plan is empty, after a restart, too'
const CHANGES = 'changes what is there to what is wanted, and leaves the others'

type Broken = readonly [flaw: string, change: () => Partial<LampParts>, rule: string]

const kind = (change: (lamps: DeviceKind<LampState>) => Partial<DeviceKind<LampState>>) => (): Partial<LampParts> => ({
  kind: (lamps) => ({ ...lamps, ...change(lamps) }),
})

/** Lamps that an instance, or all of them, remembers. */

export const brokenKindEffects: readonly Broken[] = [
  ['has a name of two words', kind(() => ({ kind: 'two lamps' })), NAMES],
  ['has no place in the order', kind(() => ({ order: NaN })), NAMES],
  ['has one key for all', kind(() => ({ key: () => 'lamp' })), NAMES],
  ['has its colour in its key', kind(() => ({ key: ({ id, colour }) => `lamp ${id} ${colour}` })), NAMES],
  ['finds everything equal', kind(() => ({ equal: () => true })), EQUAL],
  ['compares by identity', kind(() => ({ equal: (a, b) => a === b })), EQUAL],
  ['is its own parent', kind(({ key }) => ({ parents: (state) => [key(state)] })), PARENTS],
  ['names a device as its parent', kind(() => ({ parents: () => ['eth0'] })), PARENTS],
  ['puts a blank into an argument', kind(() => ({ commands: () => [{ tool: 'ip', args: ['link add'] }] })), COMMANDS],
  ['runs a shell', kind(() => ({ commands: () => [{ tool: 'sh' as never, args: ['x'] }] })), COMMANDS],
  ['draws names by lot', kind(() => ({ commands: () => [{ tool: 'ip', args: [String(Math.random())] }] })), COMMANDS],
  ['says nothing of its steps', kind(() => ({ describe: () => [] })), LINES],
  [
    'reads all when it is asked for nothing',
    kind(({ read }) => ({ read: (host, scope) => read(host, scope?.devices?.size === 0 ? undefined : scope) })),
    READS,
  ],
  ['reads at once', kind(() => ({ read: () => [] as never })), READS],
  [
    'reads everything twice',
    () => ({
      list: async (host, id) => {
        const all = await sound.list(host, id)
        return [...all, ...all]
      },
    }),
    BACK,
  ],
  [
    'does not read colours',
    () => ({ list: async (host, id) => (await sound.list(host, id)).map((one) => ({ ...one, colour: 'off' })) }),
    BACK,
  ],
  [
    'does not set colours',
    () => ({ create: (host, { id }) => tolerating(/exists/, lamp(host, 'add', id, 'netloom')) }),
    BACK,
  ],
  [
    'leaves its mark out',
    () => ({
      create: async (host, { id, colour }) => {
        await tolerating(/exists/, lamp(host, 'add', id, 'somebody'))
        await lamp(host, 'set', id, colour)
      },
    }),
    BACK,
  ],
  [
    'reads from memory',
    () => {
      const own = new Map<string, LampState>()
      return {
        list: () => Promise.resolve([...own.values()]),
        create: async (host, state) => {
          await sound.create(host, state)
          own.set(state.id, state)
        },
        remove: async (host, state) => {
          await sound.remove(host, state)
          own.delete(state.id)
        },
      }
    },
    BACK,
  ],
  ['changes nothing in place', () => ({ replace: () => Promise.resolve() }), CHANGES],
  [
    'makes what is changed anew without its colour',
    () => ({
      replace: async (host, { id }) => {
        await lamp(host, 'del', id)
        await lamp(host, 'add', id, 'netloom')
      },
    }),
    CHANGES,
  ],
  [
    'sets the colour of all lamps',
    () => ({
      replace: async (host, { colour }) => {
        for (const { id } of await sound.list(host)) await lamp(host, 'set', id, colour)
      },
    }),
    CHANGES,
  ],
]
