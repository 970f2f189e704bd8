import type { Topic } from '@netloom/core/wire'
import { ToyRole } from './toy-role.ts'

import { asking, type Broken, having, payload, refused, sound, syncing, withState } from './role-faults.ts'
const SAYS =
  'says what it is: type and program of its agent, settings as data, a root topic of its host, and its entity'
const FOLLOWS =
  'follows the topics that it says it follows: begin, end, topics and includes agree, and ended ones are forgotten'
const EMPTY = 'wants nothing and follows nothing of what was taken back, whichever item goes first'
const TAKES = 'takes what the controller publishes, and what it made of it once more, as its journal has it'
const REFUSES = 'refuses bodies that are none, and fields of another type, each with a message of one line'
const NEWER = 'takes bodies with fields that it does not know: a newer controller sends them'
const UNKNOWN = 'has no schema for topics and keys that it does not know, and throws for none'
const ORDER = 'asks for the same states in whatever order and pieces its items come, and after a restart'
const ANY_TIME =
  'asks for the same states at any time and in any process: it asks no clock, no chance and no other instance'
const KEYS = 'asks for states of its kinds, each under a key of its own, marked, with a cause that explains it'
const CHANGES = 'says of what is published again that nothing has changed, and of a change each key that it touches'
const OTHERS = 'leaves what other objects asked for when one changes or goes'
const COSTS = 'costs what changes, however much else there is'
const KEEPS = 'keeps what it had for an item that it cannot read or render, and goes on with all others'

let made = 0
export const brokenRoleStates: readonly Broken[] = [
  ['has no name', () => ({ description: { agentType: '' } }), SAYS],
  ['names a command line as its program', () => ({ description: { binary: 'toy agent --debug' } }), SAYS],
  ['has one root for all hosts', having(() => ({ root: 'toy/all' })), SAYS],
  ['reports for the entity of another', having(() => ({ entity: 'L2' })), SAYS],
  ['has a function among its settings', () => ({ description: { configurations: { on: () => 1 } } }), SAYS],
  ['never begins to follow', syncing((synced) => ({ ...synced, begin: [] })), FOLLOWS],
  ['begins again with every item', syncing((synced, role) => ({ ...synced, begin: role.topics() })), FOLLOWS],
  ['never ends to follow', syncing((synced) => ({ ...synced, end: [] })), FOLLOWS],
  ['includes every topic', having(() => ({ includes: () => true })), FOLLOWS],
  ['includes none', having(() => ({ includes: () => false })), FOLLOWS],
  [
    'keeps the items of topics that it follows no more',
    () => ({
      context: (context) => ({
        ...context,
        view: Object.assign(Object.create(context.view) as typeof context.view, { drop: () => undefined }),
      }),
    }),
    FOLLOWS,
  ],
  [
    'keeps what it made for what is gone',
    () => ({
      context: (context) => ({
        ...context,
        table: Object.assign(Object.create(context.table) as typeof context.table, { drop: () => [] }),
      }),
    }),
    EMPTY,
  ],
  [
    'goes on to report what is gone',
    having((role) => {
      const known = new Set<string>()
      const all = role.allReports.bind(role)
      return {
        allReports: () => {
          for (const { portId } of all()) known.add(portId)
          return [...known].map((portId) => ({ portId, state: 'building' as const }))
        },
      }
    }),
    EMPTY,
  ],
  [
    'refuses its own items',
    payload((parsed, body) => ('size' in (body as object) ? refused('too large') : parsed)),
    TAKES,
  ],
  [
    'counts how often an item was read',
    payload((parsed, body) => ({
      ...parsed,
      data: { ...(parsed.data as object), size: ((body as { readonly size?: number }).size ?? 0) + 1 },
    })),
    TAKES,
  ],
  ['takes whatever comes', payload((_parsed, body) => ({ success: true, data: body })), REFUSES],
  [
    'throws at garbage',
    payload((parsed) => {
      if (parsed.data === undefined) throw new Error('no')
      return parsed
    }),
    REFUSES,
  ],
  [
    'refuses without a word',
    payload((parsed) => (parsed.data === undefined ? { success: false, error: { issues: [] } } : parsed)),
    REFUSES,
  ],
  [
    'refuses what it does not know',
    payload((parsed, body) => (Object.keys(body as object).includes('kitField') ? refused('unknown field') : parsed)),
    NEWER,
  ],
  [
    'checks every key of every topic',
    () => ({ description: { payload: () => ({ safeParse: (data) => ({ success: true, data }) }) } }),
    UNKNOWN,
  ],
  [
    'fails at an unknown topic',
    () => ({
      description: {
        payload: (topic, key) => {
          if (!topic.startsWith('toy')) throw new Error(topic)
          return sound.payload(topic, key)
        },
      },
    }),
    UNKNOWN,
  ],
  [
    'numbers what it makes in order of arrival',
    () => ({
      context: (context) => {
        const numbers = new Map<string, number>()
        const numbering = asking((desired, unit) => {
          const number = numbers.get(unit) ?? numbers.size
          numbers.set(unit, number)
          return withState(desired, { value: String(number) })
        })
        return numbering().context?.(context) ?? context
      },
    }),
    ORDER,
  ],
  [
    'renders zones only as long as no tap of them is there',
    having((role) => ({
      renderZone: (topic: Topic): readonly string[] =>
        role.told.size > 0 ? [] : ToyRole.prototype.renderZone.call(role, topic),
    })),
    ORDER,
  ],
  [
    'puts the time into states',
    asking((desired) => withState(desired, { value: String(Math.trunc(Date.now() / 100_000_000)) })),
    ANY_TIME,
  ],
  ['draws lots', asking((desired) => withState(desired, { value: String(Math.random()) })), ANY_TIME],
  [
    'numbers its instances',
    () => {
      made += 1
      const own = made
      return asking((desired) => withState(desired, { value: String(own) }))()
    },
    ANY_TIME,
  ],
  ['marks nothing', asking((desired) => withState(desired, { owner: '' })), KEYS],
  ['gives no reason', asking((desired) => [{ ...desired, cause: { ...desired.cause, rule: '' } }]), KEYS],
  ['names no object', asking((desired) => [{ ...desired, cause: { ...desired.cause, object: '' } }]), KEYS],
  [
    'has one device for all its taps',
    asking((desired) => withState(desired, desired.state.kind === 'toy-tap' ? { name: 'tap' } : {})),
    KEYS,
  ],
  ['asks for a state twice', asking((desired) => [desired, desired]), KEYS],
  [
    'says that all has changed',
    syncing((synced, role) => ({ ...synced, keys: new Set([...role.zones.keys()].map((id) => `toy-tap ${id}`)) })),
    CHANGES,
  ],
  ['says that nothing has changed', syncing((synced) => ({ ...synced, keys: new Set<string>() })), CHANGES],
  [
    'renders a tap once and for all',
    having((role) => {
      const done = new Set<string>()
      return {
        renderTap: (key: string) => (done.has(key) ? [] : (done.add(key), ToyRole.prototype.renderTap.call(role, key))),
      }
    }),
    CHANGES,
  ],
  [
    'clears the table for each removal',
    having((role, { table, view }) => {
      const sync = role.sync.bind(role)
      return {
        sync: (items) => {
          const gone = [...(items.get(role.root) ?? [])].some((key) => view.item(role.root, key) === undefined)
          const dropped = gone ? [...role.zones.keys()].flatMap((id) => table.drop(`tap/${id}`)) : []
          const synced = sync(items)
          return { ...synced, keys: new Set([...synced.keys, ...dropped]) }
        },
      }
    }),
    OTHERS,
  ],
  [
    'renders all for each item',
    having((role, { view }) => {
      const sync = role.sync.bind(role)
      return {
        sync: (items) =>
          sync(new Map([...items, [role.root, new Set([...view.keys(role.root), ...(items.get(role.root) ?? [])])]])),
      }
    }),
    COSTS,
  ],
  [
    'judges all ports at each pass',
    having((role) => ({
      changedReports: (ids, changedPorts) =>
        ToyRole.prototype.changedReports.call(role, new Set([...ids, ...role.zones.keys()]), changedPorts),
    })),
    COSTS,
  ],
  [
    'drops what it cannot read',
    having((role, { view, table }) => ({
      renderTap: (key: string) =>
        view.item(role.root, key)?.body === undefined ? table.drop(key) : ToyRole.prototype.renderTap.call(role, key),
    })),
    KEEPS,
  ],
  [
    'stops at an item that it cannot render',
    having((role, { view }) => ({
      renderTap: (key: string) => {
        const body = view.item(role.root, key)?.body as { readonly colour?: string } | undefined
        if (body?.colour === 'none') throw new Error('no colour')
        return ToyRole.prototype.renderTap.call(role, key)
      },
    })),
    KEEPS,
  ],
  [
    'skips what it cannot render without a word',
    () => ({ context: (context) => ({ ...context, logger: { ...context.logger, warn: () => undefined } }) }),
    KEEPS,
  ],
]
