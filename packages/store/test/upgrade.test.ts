import { readFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CONTRACT, type DriverModule, TYPE_DRIVER, type TypeDriver } from '@netloom/core'
import { createNetloom } from '@netloom/ml2'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { SqliteDatabase } from '../src/sqlite/sqlite-database.ts'
import { sqliteStore } from '../src/index.ts'
import { BEFORE_AGENT_ASSIGNMENTS, expectAssignmentsKept, expectUpgraded } from './support/upgraded.ts'

/** A controller has a type driver, and this one is never asked. */
const unused: DriverModule = {
  contract: CONTRACT,
  kind: 'type',
  name: 'unused',
  register: (container) => {
    container.register(TYPE_DRIVER, { useFactory: () => ({ networkType: 'unused' }) as TypeDriver })
  },
}

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-upgrade-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

it.each([
  ['fixed', true, '[]'],
  ['not fixed where a port has an address pair', false, '[{"ipAddress":"10.0.0.9"}]'],
])(
  'after an upgrade agents are told of every network whether its addresses are fixed: %s',
  async (_what, fixed, pairs) => {
    const path = join(folder, 'store.db')
    const database = new SqliteDatabase(path)
    database.exec(await readFile(new URL('snapshots/0001.sqlite.sql', import.meta.url), 'utf8'))
    database.exec(`update ports set allowed_address_pairs = '${pairs}' where id = 'port-2'`)
    database.close()
    for (let start = 0; start < 2; start += 1) {
      const store = sqliteStore(path)
      const netloom = await createNetloom({ modules: [unused], store, ml2: { projectNetworkTypes: [] } })
      const { items } = await store.log.snapshot('network/net-a')
      expect(items).toEqual([expect.objectContaining({ key: 'network', revision: 3 })])
      expect(items[0]?.body).toMatchObject({ id: 'net-a', mtu: 1450, addressesFixed: fixed })
      // A change after those that agents know already, and no other at the next start.
      const changes = (await store.log.read(3, 10)).filter(({ topic }) => topic === 'network/net-a')
      expect(changes).toMatchObject([{ previousRevision: 2, previousRev: 2, body: { addressesFixed: fixed } }])
      await netloom.close()
    }
  },
)

it('a file of the first schema becomes one of the newest, with everything in it', async () => {
  const path = join(folder, 'store.db')
  const database = new SqliteDatabase(path)
  database.exec(await readFile(new URL('snapshots/0001.sqlite.sql', import.meta.url), 'utf8'))
  database.close()
  const store = sqliteStore(path)
  await store.initialize()
  await expectUpgraded(store)
  await store.close()
})

it('networks keep their DHCP agents when the table of those is replaced', async () => {
  const path = join(folder, 'store.db')
  const made = sqliteStore(path)
  await made.initialize()
  await made.close()
  const database = new SqliteDatabase(path)
  for (const statement of BEFORE_AGENT_ASSIGNMENTS) database.exec(statement)
  database.close()
  const store = sqliteStore(path)
  await store.initialize()
  await expectAssignmentsKept(store)
  await store.close()
})

it('a file in which two networks share segments is left as it was, and both are named with the remedy', async () => {
  const path = join(folder, 'store.db')
  const database = new SqliteDatabase(path)
  database.exec(await readFile(new URL('snapshots/0001.sqlite.sql', import.meta.url), 'utf8'))
  database.exec(`insert into segments values
    ('seg-c','net-b','vxlan',null,4097,1,0), ('seg-d','net-a','flat','physnet1',null,1,0), ('seg-e','net-a','local',null,null,2,0),
    ('seg-f','net-b','local',null,null,2,0)`)
  database.close()
  await expect(sqliteStore(path).initialize()).rejects.toMatchObject({
    code: 'StoreUnavailable',
    message: expect.stringMatching(
      /: flat physnet1 \(networks net-a and net-b have it\); vxlan 4097 \(networks net-a and net-b have it\)\. Nothing was changed\. Delete one/,
    ) as string,
  })
  const left = new SqliteDatabase(path)
  expect(left.prepare('select name from kysely_migration').all()).toEqual([{ name: '0001-first-schema' }])
  left.exec("delete from segments where id in ('seg-c', 'seg-d')")
  left.close()
  const store = sqliteStore(path)
  await store.initialize()
  await expectUpgraded(store)
  await store.close()
})
