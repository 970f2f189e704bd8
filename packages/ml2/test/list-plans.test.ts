import { sqliteStore } from '@netloom/store'
import { CompiledQuery, DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adminContext, type RequestContext } from '@netloom/core'
import type { ResourceFilter } from '@netloom/core/services'
import type { Schema, Store } from '@netloom/core/store'
import { listNetworks } from '../src/networks/list-networks.ts'
import { hasOpenPort } from '../src/network-state/open-ports.ts'
import { listPortRefs, listPorts } from '../src/ports/list-ports.ts'
import { listSubnets } from '../src/subnet-queries/list-subnets.ts'

type List = (
  db: Kysely<Schema>,
  context: RequestContext,
  filter?: ResourceFilter,
  page?: { readonly limit: number },
) => Promise<unknown>

const CASES: readonly (readonly [table: string, list: List, field: string])[] = [
  ...['id', 'name', 'projectId'].map((field) => ['networks', listNetworks, field] as const),
  ...['id', 'name', 'projectId', 'networkId'].map((field) => ['subnets', listSubnets, field] as const),
  ...['id', 'name', 'projectId', 'networkId', 'macAddress', 'deviceId', 'ipAddress', 'subnetId', 'host'].flatMap(
    (field) => [['ports', listPorts, field] as const, ['ports', listPortRefs, field] as const],
  ),
]

let store: Store

beforeAll(async () => {
  store = sqliteStore(':memory:')
  await store.initialize()
})
afterAll(async () => {
  await store.close()
})

describe.each([
  ['an administrator', adminContext()],
  ['a member', { projectId: 'p', roles: ['member'], isAdmin: false, requestId: 'r' }],
])('for %s', (_, context) => {
  it.each(CASES)('a list of %s does not scan the table: %s by %s', async (table, list, field) => {
    for (const page of [undefined, { limit: 10 }]) {
      const queries = await queriesOf((db) => list(db, context, { [field]: 'value' }, page))
      expect(queries.length).toBeGreaterThan(0)
      for (const query of queries) {
        const plan = await planOf(query)
        expect(plan, query.sql).not.toMatch(new RegExp(`SCAN (${table}|port_bindings|ip_allocations)\\b`))
      }
    }
  })
})

it('would see a scan', async () => {
  const [query] = await queriesOf((db) => listPorts(db, adminContext(), { description: 'value' }))
  expect(await planOf(query)).toMatch(/SCAN/)
})

/** What `work` asks of a database that answers nothing. */
async function queriesOf(work: (db: Kysely<Schema>) => Promise<unknown>): Promise<readonly CompiledQuery[]> {
  const queries: CompiledQuery[] = []
  const db = new Kysely<Schema>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (inner) => new SqliteIntrospector(inner),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
    log: ({ query }) => {
      queries.push(query)
    },
  })
  await work(db)
  return queries
}

async function planOf(query: CompiledQuery | undefined): Promise<string> {
  if (query === undefined) throw new Error('nothing was asked')
  const explain = CompiledQuery.raw(`explain query plan ${query.sql}`, [...query.parameters])
  const { rows } = await store.db.executeQuery<{ readonly detail: string }>(explain)
  return rows.map(({ detail }) => detail).join('\n')
}

it('whether a network has an open port is found without looking at its other ports', async () => {
  const [query] = await queriesOf((db) => hasOpenPort(db, 'n'))
  expect(await planOf(query)).toMatch(/SEARCH ports USING .*INDEX ports_open \(network_id=\?\)/)
})

it('a member whose networks carry ports of others gets them by indexes, too', async () => {
  const member = { projectId: 'p', roles: ['member'], isAdmin: false, requestId: 'r' }
  const [ask, ...rest] = await queriesOf((db) => listPorts(db, member, { deviceId: 'd' }))
  expect(rest).toHaveLength(1)
  expect(await planOf(ask)).not.toMatch(/SCAN/)
  const [both] = await queriesOf((db) => listPortRefs(db, member, { id: 'i' }))
  expect(both?.sql).toMatch(/ or .*network_id/)
  expect(await planOf(both)).not.toMatch(/SCAN/)
})
