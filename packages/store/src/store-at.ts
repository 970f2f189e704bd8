import type { Store } from '@netloom/core/store'
import { postgresStore } from './postgres.ts'
import { sqliteStore } from './sqlite.ts'

/** `postgres://…` is a PostgreSQL database; anything else the path of a SQLite file, with or without `sqlite:` before it. */
export function storeAt(location: string): Store {
  if (/^postgres(ql)?:/.test(location)) return postgresStore({ url: location })
  return sqliteStore(location.replace(/^sqlite:(\/\/)?/, ''))
}
