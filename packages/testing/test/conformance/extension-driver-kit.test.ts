import { readFile } from 'node:fs/promises'
import { type ExtensionDriver, InvalidInputError } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { sqliteStore } from '@netloom/store'
import { describe, expect, it } from 'vitest'
import {
  brokenRules,
  extensionDriverChecks,
  type ConformanceSetup,
  type ExtensionDriverFixture,
} from '../../src/conformance/index.ts'
import { rulesNamed } from './rules-named.ts'

type Request = Readonly<Record<string, unknown>>

/** Its table is a stream of its own: the toy needs no migration. */
const keep = (id: string, color: unknown, tx: Transaction): Promise<void> =>
  tx.publish([{ topic: 'toy-colors/all', key: id, revision: 1, body: { color } }])

async function sound({ color }: Request, { id }: { readonly id: string }, tx: Transaction): Promise<void> {
  if (color === undefined) return
  if (color !== 'red' && color !== 'blue')
    throw new InvalidInputError(`color ${JSON.stringify(color)} is neither red nor blue`)
  const rows = await tx.db
    .selectFrom('feed_items')
    .select('body')
    .where('topic', '=', 'toy-colors/all')
    .where('item_key', '=', id)
    .execute()
  if (rows.some(({ body }) => body === JSON.stringify({ color }))) return
  await keep(id, color, tx)
  const row = { project_id: id, resource: color, used: 1 }
  await tx.db
    .insertInto('quota_usages')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

const toy = (change: Partial<ExtensionDriver> = {}): ExtensionDriver => ({
  name: 'toy',
  aliases: ['toy-color'],
  attributes: { network: { color: {} } },
  processCreateNetwork: sound,
  processUpdateNetwork: sound,
  readNetworks: async (networks, db) => {
    const ids = networks.map(({ id }) => id)
    const rows = await db.selectFrom('quota_usages').selectAll().where('project_id', 'in', ids).execute()
    return new Map(rows.map(({ project_id: id, resource }) => [id, { color: resource }]))
  },
  ...change,
})

const setupFor = (newDriver: () => ExtensionDriver): ConformanceSetup<ExtensionDriverFixture> => ({
  async open() {
    const store = sqliteStore(':memory:')
    await store.initialize()
    return {
      store,
      driver: newDriver(),
      accepted: { network: { color: 'red' } },
      refused: { network: [{ color: 'pink' }] },
    }
  },
  close: ({ store }) => store.close(),
})

const processing =
  (work: (request: Request, resource: { readonly id: string }, tx: Transaction) => Promise<void>) => () =>
    toy({ processCreateNetwork: work, processUpdateNetwork: work })

const WORDS = 'says in words what it is: its name, and each alias once'
const DECLARES = 'reads what it declares: fields of its own, of resources whose requests it takes'
const TAKES =
  'takes every request in time, with its attributes, with empty hands and with those of others, and writes into none'
const REFUSES = 'refuses wrong values with 400, naming field and value, and keeps nothing of them'
const ROLLBACK = 'keeps nothing of a transaction that was rolled back, neither in the store nor in memory'

const broken: readonly (readonly [flaw: string, newDriver: () => ExtensionDriver, rule: string])[] = [
  ['has a name of two words', () => toy({ name: 'my colors' }), WORDS],
  ['has an alias twice', () => toy({ aliases: ['toy-color', 'toy-color'] }), WORDS],
  ['has an alias that is no word', () => toy({ aliases: ['Toy Color'] }), WORDS],
  ['does not declare what it reads', () => toy({ attributes: {} }), DECLARES],
  ['declares a field that networks have', () => toy({ attributes: { network: { color: {}, name: {} } } }), DECLARES],
  [
    'declares fields of ports, and reads none',
    () => toy({ attributes: { network: { color: {} }, port: { shade: {} } } }),
    DECLARES,
  ],
  [
    'declares fields of routers',
    () => toy({ attributes: { network: { color: {} }, router: { color: {} } } as never }),
    DECLARES,
  ],
  [
    'needs its attribute',
    processing((request, resource, tx) => {
      if (request['color'] === undefined) throw new InvalidInputError('color is missing')
      return sound(request, resource, tx)
    }),
    TAKES,
  ],
  [
    'refuses attributes of others',
    processing((request, resource, tx) => {
      if ('x-other' in request) throw new InvalidInputError('x-other')
      return sound(request, resource, tx)
    }),
    TAKES,
  ],
  [
    'takes its attribute out of the request',
    processing(async (request, resource, tx) => {
      await sound(request, resource, tx)
      delete (request as Record<string, unknown>)['color']
    }),
    TAKES,
  ],
  [
    'writes into the network',
    processing(async (request, resource, tx) => {
      await sound(request, resource, tx)
      Object.assign(resource, { color: request['color'] })
    }),
    TAKES,
  ],
  ['never ends', processing(() => new Promise(() => undefined)), TAKES],
  [
    'does not wait for what it keeps',
    processing((request, resource, tx) => {
      sound(request, resource, tx).catch(() => undefined)
      return Promise.resolve()
    }),
    TAKES,
  ],
  [
    'reads a file inside the transaction',
    processing(async (request, resource, tx) => {
      await readFile('/etc/hostname').catch(() => undefined)
      await sound(request, resource, tx)
    }),
    TAKES,
  ],
  [
    'publishes into the network’s stream',
    processing((_request, { id }, tx) => tx.publish([{ topic: `network/${id}`, key: 'color', revision: 1, body: {} }])),
    TAKES,
  ],
  [
    'accepts everything',
    processing((request, { id }, tx) =>
      request['color'] === undefined ? Promise.resolve() : keep(id, request['color'], tx),
    ),
    REFUSES,
  ],
  [
    'refuses with a plain error',
    processing((request, resource, tx) =>
      sound(request, resource, tx).catch((error: unknown) => {
        throw new Error(String(error))
      }),
    ),
    REFUSES,
  ],
  [
    'does not say what it refuses',
    processing((request, resource, tx) =>
      sound(request, resource, tx).catch(() => {
        throw new InvalidInputError('bad value')
      }),
    ),
    REFUSES,
  ],
  [
    'judges creates alone',
    () =>
      toy({
        processUpdateNetwork: (request: Request, { id }, tx) =>
          request['color'] === undefined ? Promise.resolve() : keep(id, request['color'], tx),
      }),
    REFUSES,
  ],
  [
    'remembers what was rolled back',
    () => {
      const known = new Set<string>()
      const work = async (request: Request, resource: { readonly id: string }, tx: Transaction): Promise<void> => {
        if (known.has(resource.id)) return
        await sound(request, resource, tx)
        if (request['color'] !== undefined) known.add(resource.id)
      }
      return toy({ processCreateNetwork: work, processUpdateNetwork: work })
    },
    ROLLBACK,
  ],
  [
    'counts updates',
    processing(async ({ color }, { id }, tx) => {
      if (color === 'pink') throw new InvalidInputError('color pink')
      if (color === undefined) return
      const { rev } = (await tx.db
        .selectFrom('feed_topics')
        .select('rev')
        .where('topic', '=', 'toy-colors/all')
        .executeTakeFirst()) ?? { rev: 0 }
      await tx.publish([{ topic: 'toy-colors/all', key: id, revision: rev + 1, body: { color, rev } }])
    }),
    'takes the same request twice: a second update changes nothing',
  ],
  [
    'forgets its attribute when an update does not name it',
    () =>
      toy({
        processUpdateNetwork: (request: Request, resource, tx) =>
          request['color'] === undefined ? keep(resource.id, null, tx) : sound(request, resource, tx),
      }),
    'keeps its attributes when an update does not name them',
  ],
  [
    'keeps it where segments are allocated',
    processing(async (request, resource, tx) => {
      await sound(request, resource, tx)
      await tx.db
        .insertInto('segment_allocations')
        .values({ network_type: 'toy', physical_network: resource.id, segmentation_id: 1 })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    }),
    'leaves the tables of the engine alone',
  ],
  [
    'leaves a timer',
    () =>
      toy({
        initialize: () => {
          setInterval(() => undefined, 60_000).unref()
          return Promise.resolve()
        },
      }),
    'leaves no timer and no connection behind once closed',
  ],
]

describe('kit for extension drivers', () => {
  it('passes a sound driver', async () => {
    expect(
      await brokenRules(
        extensionDriverChecks,
        setupFor(() => toy()),
      ),
    ).toEqual([])
  })

  it.each(broken)('catches a driver that %s', async (_flaw, newDriver, rule) => {
    expect(await brokenRules(rulesNamed(extensionDriverChecks, rule), setupFor(newDriver))).toEqual([rule])
  })
})
