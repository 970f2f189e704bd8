import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import type { Wording } from './kysely-on.ts'

const compiler = new SqliteQueryCompiler()
const adapter = new SqliteAdapter()

export const sqliteWording: Wording = {
  createQueryCompiler: () => compiler,
  createAdapter: () => adapter,
  createIntrospector: (db) => new SqliteIntrospector(db),
}
