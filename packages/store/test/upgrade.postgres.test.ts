import { readFile } from 'node:fs/promises'
import type { Store } from '@netloom/core/store'
import { expect, it } from 'vitest'
import { postgresStore } from '../src/index.ts'
import { emptyDatabase, inDatabase, urlOf } from './support/databases.ts'
import { BEFORE_AGENT_ASSIGNMENTS, expectAssignmentsKept, expectUpgraded } from './support/upgraded.ts'

const snapshot = (): Promise<string> => readFile(new URL('snapshots/0001.postgres.sql', import.meta.url), 'utf8')

async function openedAt(database: string): Promise<Store> {
  const store = postgresStore({ url: urlOf(database) })
  await store.initialize()
  return store
}

it('a database of the first schema becomes one of the newest, with everything in it', async () => {
  const database = await emptyDatabase()
  await inDatabase(database, await snapshot())
  const store = await openedAt(database)
  await expectUpgraded(store)
  await store.close()
})

it('controllers that start at the same moment upgrade it once', async () => {
  const database = await emptyDatabase()
  await inDatabase(database, await snapshot())
  const stores = await Promise.all([1, 2, 3].map(() => openedAt(database)))
  const { rows } = await inDatabase(database, 'select name from kysely_migration order by name')
  expect(rows).toEqual(
    [
      '0001-first-schema',
      '0002-api-resources',
      '0003-dhcp-agents',
      '0004-leftovers',
      '0005-open-ports',
      '0006-one-segment-one-network',
      '0007-agent-assignments',
    ].map((name) => ({ name })),
  )
  await expectUpgraded(stores[2]!)
  await Promise.all(stores.map((store) => store.close()))
})

it('networks keep their DHCP agents when the table of those is replaced', async () => {
  const database = await emptyDatabase()
  await (await openedAt(database)).close()
  await inDatabase(database, ...BEFORE_AGENT_ASSIGNMENTS)
  const store = await openedAt(database)
  await expectAssignmentsKept(store)
  await store.close()
})

it('a database in which two networks share a segment is left as it was, and both are named with the remedy', async () => {
  const database = await emptyDatabase()
  await inDatabase(database, await snapshot())
  await inDatabase(database, "insert into segments values ('seg-c', 'net-b', 'vxlan', null, 4097, 1, 0)")
  await expect(openedAt(database)).rejects.toMatchObject({
    code: 'StoreUnavailable',
    message: expect.stringMatching(
      /vxlan 4097 \(networks net-a and net-b have it\)\. Nothing was changed\. Delete one of the two/,
    ) as string,
  })
  const { rows } = await inDatabase(database, 'select name from kysely_migration order by name')
  expect(rows).toEqual([{ name: '0001-first-schema' }])
  await inDatabase(database, "delete from segments where id = 'seg-c'")
  const store = await openedAt(database)
  await expectUpgraded(store)
  await store.close()
})

it('one that a newer version made is refused instead of being misread', async () => {
  const database = await emptyDatabase()
  await (await openedAt(database)).close()
  await inDatabase(database, "insert into kysely_migration (name, timestamp) values ('9999-later', '2040-01-01')")
  await expect(openedAt(database)).rejects.toMatchObject({ code: 'StoreUnavailable', message: /9999-later/ })
})

it('text is compared byte by byte, whatever the language of the database', async () => {
  const database = await emptyDatabase("locale_provider icu icu_locale 'de' locale 'C.UTF-8'")
  const store = await openedAt(database)
  const names = ['ä', 'a', 'Z', 'b', 'z', 'A', '_', '0']
  await store.transaction(async (tx) => {
    for (const object_id of names)
      await tx.db.insertInto('provisioning_blocks').values({ object_type: 'x', object_id, entity: 'x' }).execute()
  })
  const rows = await store.db.selectFrom('provisioning_blocks').select('object_id').orderBy('object_id').execute()
  expect(rows.map(({ object_id }) => object_id)).toEqual(['0', 'A', 'Z', '_', 'a', 'b', 'z', 'ä'])
  const { rows: unsorted } = await inDatabase(
    database,
    `select table_name, column_name from information_schema.columns where table_schema = 'public'
      and data_type = 'text' and collation_name is distinct from 'C'`,
  )
  expect(unsorted).toEqual([])
  await store.close()
})
