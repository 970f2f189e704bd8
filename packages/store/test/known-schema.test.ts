import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type * as KnownSchema from '../src/sqlite/known-schema.ts'
import { type migrate } from '../src/sqlite/migrate.ts'
import { SqliteDatabase } from '../src/sqlite/sqlite-database.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-schema-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Everything that is in it: statements and rows, whatever the order they were made in. */
function contents(database: SqliteDatabase): unknown {
  const made = 'select type, name, tbl_name, sql from sqlite_master order by type, name'
  const rows = database.prepare(made).all() as readonly { readonly type: string; readonly name: string }[]
  const tables = rows.filter(({ type }) => type === 'table')
  return [rows, tables.map(({ name }) => [name, database.prepare(`select * from "${name}" order by 1`).all()])]
}

/** A process that has opened no store yet. */
async function freshProcess(): Promise<{ readonly migrate: typeof migrate; readonly schema: typeof KnownSchema }> {
  vi.resetModules()
  return {
    schema: await import('../src/sqlite/known-schema.ts'),
    migrate: (await import('../src/sqlite/migrate.ts')).migrate,
  }
}

describe('the second empty database of a process', () => {
  it('becomes what the migrations made of the first one', async () => {
    const process = await freshProcess()
    const [first, second] = [new SqliteDatabase(':memory:'), new SqliteDatabase(join(folder, 'second.sqlite'))]
    expect(process.schema.startFromKnownSchema(first)).toBe(false)
    await process.migrate(first)
    second.exec('pragma foreign_keys = on')
    expect(process.schema.startFromKnownSchema(second)).toBe(true)
    expect(contents(second)).toEqual(contents(first))
    // Nothing is left to do.
    await process.migrate(second)
    expect(contents(second)).toEqual(contents(first))
    first.close()
    second.close()
  })

  it('is left alone when somebody else began to fill it meanwhile', async () => {
    const process = await freshProcess()
    const first = new SqliteDatabase(':memory:')
    await process.migrate(first)
    const taken = new SqliteDatabase(':memory:')
    taken.exec('create table theirs (a)')
    expect(process.schema.startFromKnownSchema(taken)).toBe(false)
    expect(taken.prepare('select name from sqlite_master').all()).toEqual([{ name: 'theirs' }])
    first.close()
    taken.close()
  })

  it('stays empty when its file cannot be written', async () => {
    const { schema, ...process } = await freshProcess()
    const path = join(folder, 'locked.sqlite')
    const [first, holder, late] = [':memory:', path, path].map((one) => new SqliteDatabase(one))
    await process.migrate(first!)
    holder!.exec('begin exclusive')
    expect(() => schema.startFromKnownSchema(late!)).toThrow(/locked/)
    expect(late!.inTransaction).toBe(false)
    holder!.exec('commit')
    expect(schema.isEmpty(late!)).toBe(true)
    for (const one of [first!, holder!, late!]) one.close()
  })
})
