import type { Store } from '@netloom/core/store'
import { postgresSettings, type PostgresStoreOptions } from './postgres/postgres-options.ts'
import { PostgresStore } from './postgres/postgres-store.ts'

/**
 * A store in a PostgreSQL database, 14 or newer, for any number of controllers at once. The schema is made, and brought to the
 * newest version, when it is opened; so the first one needs the right to create tables.
 */
export function postgresStore(options: PostgresStoreOptions): Store {
  return new PostgresStore(postgresSettings(options))
}
