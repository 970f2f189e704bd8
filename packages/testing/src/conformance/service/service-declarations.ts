import { CONTRACT } from '@netloom/core'
import type { SchemaHistory, Store } from '@netloom/core/store'
import { sqliteStore } from '@netloom/store'
import type { ConformanceCheck } from '../support/check.ts'
import type { ServiceFixture } from './service-fixture.ts'
import { changedTables, readRows } from '../support/store-rows.ts'
import { memberOf, onStand, standOf } from './service-stand.ts'

type Check = ConformanceCheck<ServiceFixture>

const isInternal = (table: string): boolean => table.startsWith('kysely_')

/** Tables with their columns, as text. */
async function schemaWith(services: readonly SchemaHistory[]): Promise<ReadonlyMap<string, string>> {
  const store = sqliteStore(':memory:')
  await store.initialize(services)
  try {
    const tables = await store.db.introspection.getTables()
    return new Map(
      tables.filter(({ name }) => !isInternal(name)).map(({ name, columns }) => [name, JSON.stringify(columns)]),
    )
  } finally {
    await store.close()
  }
}

/** A store that controllers open and close again and again, as a file is one. */
function lasting(inner: Store): Store {
  let opened: Promise<void> | undefined
  return {
    db: inner.db,
    log: inner.log,
    initialize: (services) => (opened ??= inner.initialize(services)),
    transaction: (work) => inner.transaction(work),
    problem: (error) => inner.problem(error),
    close: () => Promise.resolve(),
  }
}

/** Rules about what a service says of itself, and its tables. */
export const serviceDeclarationChecks: readonly Check[] = [
  {
    rule: 'says in words what it is: contract, name, aliases, and one sentence for clients',
    problems({ module }) {
      const { contract, name, aliases = [], description } = module
      return Promise.resolve([
        ...(contract === CONTRACT ? [] : [`contract is ${String(contract)}, not CONTRACT of @netloom/core`]),
        ...(/^[a-z][a-z0-9_-]*$/.test(name) ? [] : [`name '${name}' is no word of service_plugins`]),
        ...aliases.filter((alias) => !/^[a-z0-9][a-z0-9_-]*$/.test(alias)).map((alias) => `'${alias}' is no alias`),
        ...(aliases.length === 0 || (description ?? '').trim() !== ''
          ? []
          : ['aliases are shown without a description']),
        ...((description ?? '').includes('\n') ? ['the description has several lines'] : []),
      ])
    },
  },
  {
    rule: 'is taken by a controller that has what it requires, and starts without an error in the log',
    problems: (fixture) => onStand(fixture, ({ errors }) => Promise.resolve(errors)),
  },
  {
    rule: 'has migrations with numbers in front, that make the tables that it names and touch no others',
    async problems({ module }) {
      const { tables = [], migrations = {}, name } = module
      const odd = Object.keys(migrations).filter((one) => !/^\d{4}-[a-z0-9-]+$/.test(one))
      const before = await schemaWith([])
      const after = await schemaWith([{ name, migrations }])
      const made = [...after.keys()].filter((table) => !before.has(table))
      return [
        ...odd.map((one) => `migration '${one}' is not named like 0001-first-tables`),
        ...made
          .filter((table) => !tables.includes(table))
          .map((table) => `table ${table} is made and not named in tables`),
        ...tables
          .filter((table) => !made.includes(table))
          .map((table) => `table ${table} is named in tables and not made`),
        ...[...before]
          .filter(([table, columns]) => after.get(table) !== columns)
          .map(([table]) => `table ${table} is the engine's, and was changed`),
      ]
    },
  },
  {
    rule: 'finds its tables again at the next start, and changes nothing in them by starting',
    async problems(fixture, another) {
      const inner = sqliteStore(':memory:')
      const store = lasting(inner)
      try {
        const first = await standOf(fixture, store)
        await fixture.objects?.create(first.netloom, memberOf('p1'), await first.place('p1'))
        await first.close()
        const before = await readRows(store)
        const second = await standOf(await another(), store)
        await second.close()
        const own = new Set(fixture.module.tables)
        return changedTables(before, await readRows(store))
          .filter((table) => own.has(table) || table === 'feed_items')
          .map((table) => `table ${table} was changed by a start`)
      } finally {
        await inner.close()
      }
    },
  },
]
