import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import type { Wording } from '../commit/kysely-on.ts'
import { ATTACHED } from './sqlite-database.ts'

const compiler = new SqliteQueryCompiler()
const adapter = new SqliteAdapter()

export const sqliteQueryCompiler: Wording = {
  createQueryCompiler: () => compiler,
  createAdapter: () => adapter,
  createIntrospector: (db) => new SqliteIntrospector(db),
}

/** For a connection that only reads: without a prefix `sqlite_master` would be that of the empty database beside the file. */
export const readerQueryCompiler: Wording = {
  ...sqliteQueryCompiler,
  createIntrospector: (db) => new SqliteIntrospector(db.withSchema(ATTACHED)),
}
