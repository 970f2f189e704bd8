import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CONTRACT } from '@netloom/core'
import { sqliteStore } from '@netloom/store'
import type { ConformanceCheck } from '../check.ts'
import type { ServiceFixture } from './service-fixture.ts'
import { changedTables, readRows } from '../support/store-rows.ts'
import { memberOf, onStand, standOf } from './service-stand.ts'

type Check = ConformanceCheck<ServiceFixture>

const isInternal = (table: string): boolean => table.startsWith('kysely_')

/** Tables with their columns, as text. */
async function schemaOf(
  path: string,
  services: Parameters<ReturnType<typeof sqliteStore>['initialize']>[0],
): Promise<ReadonlyMap<string, string>> {
  const store = sqliteStore(path)
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
      const folder = await mkdtemp(join(tmpdir(), 'netloom-service-kit-'))
      try {
        const before = await schemaOf(join(folder, 'a'), [])
        const after = await schemaOf(join(folder, 'b'), [{ name, migrations }])
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
      } finally {
        await rm(folder, { recursive: true })
      }
    },
  },
  {
    rule: 'finds its tables again at the next start, and changes nothing in them by starting',
    async problems(fixture, another) {
      const folder = await mkdtemp(join(tmpdir(), 'netloom-service-kit-'))
      const path = join(folder, 'store')
      try {
        const first = await standOf(fixture, path)
        if (fixture.objects !== undefined) {
          const place = await first.place('p1')
          await fixture.objects.create(first.netloom, memberOf('p1'), place)
        }
        await first.close()
        const read = async (): Promise<Awaited<ReturnType<typeof readRows>>> => {
          const store = sqliteStore(path)
          await store.initialize()
          const rows = await readRows(store)
          await store.close()
          return rows
        }
        const before = await read()
        const second = await standOf(await another(), path)
        await second.close()
        const own = new Set(fixture.module.tables)
        return changedTables(before, await read())
          .filter((table) => own.has(table) || table === 'feed_items')
          .map((table) => `table ${table} was changed by a start`)
      } finally {
        await rm(folder, { recursive: true })
      }
    },
  },
]
