import type { Store } from '@netloom/core/store'
import { sqliteSettings, type SqliteStoreOptions } from './sqlite/sqlite-options.ts'
import { SqliteStore } from './sqlite/sqlite-store.ts'

/**
 * A store in one SQLite file, or in memory with `:memory:` (gone when it closes). For one controller process; several
 * processes may open the same file, and take turns.
 */
export function sqliteStore(path: string, options: SqliteStoreOptions = {}): Store {
  return new SqliteStore(path, sqliteSettings(options))
}
