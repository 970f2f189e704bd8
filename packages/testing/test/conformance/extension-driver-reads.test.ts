import type { ExtensionDriver, ExtensionValues } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { sqliteStore } from '@netloom/store'
import { describe, expect, it } from 'vitest'
import {
  brokenRules,
  type ConformanceSetup,
  extensionDriverChecks,
  type ExtensionDriverFixture,
} from '../../src/conformance/index.ts'
import { rulesNamed } from './rules-named.ts'

const SHOWS = 'shows of each object what was said of it, in the transaction and after it, and nothing of it for others'
const FIELDS = 'shows only fields that it declares, as data, and none of no objects'
const AT_ONCE = 'reads a page at once: as many statements for twenty objects as for two'
const NOTHING = 'changes nothing by reading, and forgets what was rolled back'
const FINDS = 'finds by its filters the objects that have the value, and no others'
const REQUIRES = 'requires others by their names, not itself, and says in a sentence what it is'

type Db = Transaction['db']
type Named = { readonly id: string }

const TABLE = 'quota_usages'
/** Its table is one that every store has: the toy needs no migration. */
async function rowsOf(db: Db): Promise<readonly { readonly item_key: string; readonly body: string }[]> {
  const rows = await db.selectFrom(TABLE).selectAll().where('resource', 'like', 'rack:%').execute()
  return rows.map(({ project_id: id, resource }) => ({
    item_key: id,
    body: JSON.stringify({ rackUnit: resource.slice('rack:'.length) }),
  }))
}

async function readAll(objects: readonly Named[], db: Db): Promise<ReadonlyMap<string, ExtensionValues>> {
  const ids = new Set(objects.map(({ id }) => id))
  const rows = await rowsOf(db)
  return new Map(
    rows.flatMap(({ item_key: id, body }) => (ids.has(id) ? [[id, JSON.parse(body) as ExtensionValues]] : [])),
  )
}

const rack = (change: Partial<ExtensionDriver> = {}): ExtensionDriver => ({
  name: 'rack',
  aliases: ['rack-unit'],
  description: 'Where a network is mounted.',
  attributes: { network: { rack_unit: { post: 'allowed', put: 'allowed', filter: true, schema: { type: 'string' } } } },
  processCreateNetwork: async ({ rackUnit }, { id }, tx) => {
    if (typeof rackUnit !== 'string') return
    const row = { project_id: id, resource: `rack:${rackUnit}`, used: 1 }
    await tx.db
      .insertInto(TABLE)
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  },
  processUpdateNetwork: async ({ rackUnit }, { id }, tx) => {
    if (rackUnit === undefined) return
    if (rackUnit === ((await readAll([{ id }], tx.db)).get(id)?.['rackUnit'] ?? null)) return
    await tx.db.deleteFrom(TABLE).where('project_id', '=', id).execute()
    if (typeof rackUnit !== 'string') return
    await tx.db
      .insertInto(TABLE)
      .values({ project_id: id, resource: `rack:${rackUnit}`, used: 1 })
      .execute()
  },
  readNetworks: readAll,
  find: async (_resource, field, values, db) =>
    (await rowsOf(db)).flatMap(({ item_key: id, body }) =>
      values.includes((JSON.parse(body) as Record<string, string>)[field] ?? null) ? [id] : [],
    ),
  ...change,
})

const setupFor = (driver: () => ExtensionDriver): ConformanceSetup<ExtensionDriverFixture> => ({
  async open() {
    const store = sqliteStore(':memory:')
    await store.initialize()
    return { store, driver: driver(), accepted: { network: { rackUnit: 'r7' } } }
  },
  close: ({ store }) => store.close(),
})

const reading = (work: (objects: readonly Named[], db: Db) => Promise<ReadonlyMap<string, ExtensionValues>>) => () =>
  rack({ readNetworks: work })
const remembered = (): ExtensionDriver => {
  const known = new Map<string, ExtensionValues>()
  return rack({
    processCreateNetwork: ({ rackUnit }, { id }) => {
      known.set(id, { rackUnit })
      return Promise.resolve()
    },
    readNetworks: () => Promise.resolve(known),
  })
}

const broken: readonly (readonly [flaw: string, driver: () => ExtensionDriver, rule: string])[] = [
  [
    'cannot clear a value',
    () => rack({ processUpdateNetwork: () => Promise.resolve() }),
    'takes a value back when an update says the default, and leaves other objects as they are',
  ],
  [
    'clears all when it clears one',
    () =>
      rack({
        processUpdateNetwork: async ({ rackUnit }, _network, tx) => {
          if (rackUnit === null) await tx.db.deleteFrom(TABLE).execute()
        },
      }),
    'takes a value back when an update says the default, and leaves other objects as they are',
  ],
  ['shows nothing', reading(() => Promise.resolve(new Map())), SHOWS],
  [
    'shows the first one for all',
    reading(async (objects, db) => {
      const [first] = (await readAll(objects, db)).values()
      return new Map(objects.map(({ id }) => [id, first ?? {}]))
    }),
    SHOWS,
  ],
  [
    'shows objects by their place in the table',
    reading(async (objects, db) => {
      const rows = [...(await readAll(objects, db)).values()]
      return new Map(
        objects.flatMap(({ id }, index) => (rows[index] === undefined ? [] : [[id, rows[index]] as const])),
      )
    }),
    SHOWS,
  ],
  ['shows everything that it has', remembered, SHOWS],
  [
    'shows names of the wire',
    reading(
      async (objects, db) =>
        new Map([...(await readAll(objects, db))].map(([id, one]) => [id, { rack_unit: one['rackUnit'] }])),
    ),
    SHOWS,
  ],
  ['returns a list', reading((() => Promise.resolve([])) as never), SHOWS],
  [
    'has no read hook',
    () => {
      const { readNetworks: _, ...rest } = rack()
      return rest
    },
    SHOWS,
  ],
  [
    'shows its row',
    reading(
      async (objects, db) => new Map([...(await readAll(objects, db))].map(([id, one]) => [id, { ...one, rowId: 1 }])),
    ),
    FIELDS,
  ],
  [
    'shows a function',
    reading(
      async (objects, db) => new Map([...(await readAll(objects, db))].map(([id]) => [id, { rackUnit: new Date(0) }])),
    ),
    FIELDS,
  ],
  [
    'reads one by one',
    reading(async (objects, db) => {
      const maps = await Promise.all(objects.map((one) => readAll([one], db)))
      return new Map(maps.flatMap((one) => [...one]))
    }),
    AT_ONCE,
  ],
  ['remembers what was rolled back', remembered, NOTHING],
  [
    'counts its readers',
    reading(async (objects, db) => {
      await db
        .insertInto('quota_usages')
        .values({ project_id: String(Math.random()), resource: 'read', used: 1 })
        .execute()
      return readAll(objects, db)
    }),
    NOTHING,
  ],
  [
    'writes into the objects that it reads',
    reading((objects, db) => {
      for (const one of objects) Object.assign(one, { rackUnit: 'r7' })
      return readAll(objects, db)
    }),
    SHOWS,
  ],
  [
    'sorts the page in place',
    reading((objects, db) => {
      ;(objects as Named[]).reverse()
      return readAll(objects, db)
    }),
    SHOWS,
  ],
  [
    'finds all',
    () => rack({ find: async (_resource, _field, _values, db) => (await rowsOf(db)).map(({ item_key: id }) => id) }),
    FINDS,
  ],
  ['finds nothing', () => rack({ find: () => Promise.resolve([]) }), FINDS],
  [
    'declares a filter and cannot find',
    () => {
      const { find: _, ...rest } = rack()
      return rest
    },
    FINDS,
  ],
  ['requires itself', () => rack({ requires: ['rack'] }), REQUIRES],
  ['requires two words', () => rack({ requires: ['port security'] }), REQUIRES],
  ['requires one twice', () => rack({ requires: ['dns', 'dns'] }), REQUIRES],
  ['describes itself in lines', () => rack({ description: 'Racks.\nUnits.' }), REQUIRES],
]

describe('kit for the read hooks of extension drivers', () => {
  it('passes a sound driver', async () => {
    expect(
      await brokenRules(
        extensionDriverChecks,
        setupFor(() => rack()),
      ),
    ).toEqual([])
  })

  it.each(broken)('catches a driver that %s', async (_flaw, driver, rule) => {
    expect(await brokenRules(rulesNamed(extensionDriverChecks, rule), setupFor(driver))).toEqual([rule])
  })
})
