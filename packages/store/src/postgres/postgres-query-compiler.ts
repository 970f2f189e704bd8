import { PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import type { Wording } from '../commit/kysely-on.ts'

const compiler = new PostgresQueryCompiler()
const adapter = new PostgresAdapter()

export const postgresQueryCompiler: Wording = {
  createQueryCompiler: () => compiler,
  createAdapter: () => adapter,
  createIntrospector: (db) => new PostgresIntrospector(db),
}
