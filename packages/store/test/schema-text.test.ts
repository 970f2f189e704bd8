import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { fillEmpty, isEmpty, schemaText } from '../src/sqlite/schema-text.ts'
import type { migrate } from '../src/sqlite/migrate.ts'
import { SqliteDatabase } from '../src/sqlite/sqlite-database.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'netloom-schema-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Everything that is in it: statements, and rows but for the time when they were made. */
function contents(database: SqliteDatabase): unknown {
  const made = 'select type, name, tbl_name, sql from sqlite_master order by type, name'
  const objects = database.prepare(made).all() as readonly { readonly type: string; readonly name: string }[]
  const tables = objects.filter(({ type }) => type === 'table')
  const rows = tables.map(({ name }) => database.prepare(`select * from "${name}" order by 1`).all() as object[])
  return [objects, rows.map((all) => all.map((row) => ({ ...row, timestamp: undefined })))]
}

/** As a process has it that has opened no store yet. */
async function freshMigrate(): Promise<typeof migrate> {
  vi.resetModules()
  return (await import('../src/sqlite/migrate.ts')).migrate
}

describe('an empty database after others of the same process', () => {
  it('becomes what the migrations made of the first one, without running them', async () => {
    const migrateIt = await freshMigrate()
    const [first, second, third] = [':memory:', ':memory:', join(folder, 'third.sqlite')].map(
      (path) => new SqliteDatabase(path),
    ) as [SqliteDatabase, SqliteDatabase, SqliteDatabase]
    await migrateIt(first)
    await migrateIt(second)
    third.exec('pragma foreign_keys = on')
    const prepare = vi.spyOn(third, 'prepare')
    await migrateIt(third)
    expect(prepare.mock.calls.length).toBeLessThan(5)
    prepare.mockRestore()
    expect(contents(second)).toEqual(contents(first))
    expect(contents(third)).toEqual(contents(first))
    // Nothing is left to do.
    await (
      await freshMigrate()
    )(third)
    expect(contents(third)).toEqual(contents(first))
    for (const one of [first, second, third]) one.close()
  })
})

describe('a database that is to be filled', () => {
  it('is left alone when somebody else began to fill it meanwhile', () => {
    const taken = new SqliteDatabase(':memory:')
    taken.exec('create table theirs (a)')
    expect(fillEmpty(taken, 'create table ours (a)')).toBe(false)
    expect(schemaText(taken)).toMatch(/create table theirs \(a\)$/i)
    taken.close()
  })

  it('stays empty when its file cannot be written, or a statement fails', () => {
    const path = join(folder, 'locked.sqlite')
    const [holder, late] = [new SqliteDatabase(path), new SqliteDatabase(path)]
    holder.exec('begin exclusive')
    expect(() => fillEmpty(late, 'create table ours (a)')).toThrow(/locked/)
    holder.exec('commit')
    expect(() => fillEmpty(late, 'create table ours (a); create nonsense')).toThrow(/syntax/)
    expect([late.inTransaction, isEmpty(late)]).toEqual([false, true])
    holder.close()
    late.close()
  })
})
