// The whole public API of @netloom/store.
export { postgresStore } from './postgres.ts'
export type { PostgresStoreOptions } from './postgres/postgres-options.ts'
export { sqliteStore } from './sqlite.ts'
export type { SqliteStoreOptions } from './sqlite/sqlite-options.ts'
export { storeAt } from './store-at.ts'
