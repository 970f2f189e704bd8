import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sqliteStore } from '../src/index.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-engine-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

it(
  'opening a store says nothing on standard error, and other experimental warnings of Node are still heard',
  { timeout: 30_000 },
  async () => {
    const program = `import { sqliteStore } from '@netloom/store'
    const store = sqliteStore(':memory:')
    await store.initialize()
    await store.close()
    if (process.argv.length > 2) process.emitWarning('SQLite would be said', 'Warning')
    if (process.argv.length > 2) process.emitWarning('Something else is experimental', 'ExperimentalWarning')`
    const said = async (...args: readonly string[]): Promise<string> => {
      const options = { cwd: import.meta.dirname }
      const all = ['--input-type=module', '--eval', program, '--', ...args]
      return (await promisify(execFile)(process.execPath, all, options)).stderr
    }
    expect(await said()).toBe('')
    const warnings = await said('loud', 'louder')
    expect(warnings).toContain('Warning: SQLite would be said')
    expect(warnings).toContain('ExperimentalWarning: Something else is experimental')
  },
)

describe.each(['memory', 'file'])('store.db of a store in %s', (where) => {
  it('tells which tables there are, and their columns', async () => {
    const store = sqliteStore(where === 'memory' ? ':memory:' : join(folder, 'store.db'))
    await store.initialize()
    const ports = (await store.db.introspection.getTables()).find(({ name }) => name === 'ports')
    expect(ports?.columns.map(({ name }) => name)).toEqual(expect.arrayContaining(['id', 'network_id', 'mac_address']))
    await store.close()
  })

  it('takes what reads and refuses what writes, also behind `with`', async () => {
    const store = sqliteStore(where === 'memory' ? ':memory:' : join(folder, 'store.db'))
    await store.initialize()
    await store.transaction((tx) =>
      tx.db.insertInto('provisioning_blocks').values({ object_type: 'x', object_id: 'a', entity: 'x' }).execute(),
    )
    const reads = sql<{ n: number }>`with b as (select * from provisioning_blocks) select count(*) as n from b`
    expect((await reads.execute(store.db)).rows).toEqual([{ n: 1 }])
    for (const writes of [
      sql`with b as (select object_id from provisioning_blocks) delete from provisioning_blocks where object_id in b`,
      sql`update provisioning_blocks set entity = 'y'`,
      sql`drop table provisioning_blocks`,
      sql`insert into provisioning_blocks (object_type, object_id, entity) values ('x', 'b', 'x') returning object_id`,
    ])
      await expect(writes.execute(store.db)).rejects.toThrow(/only reads/)
    expect((await reads.execute(store.db)).rows).toEqual([{ n: 1 }])
    await store.close()
  })
})
