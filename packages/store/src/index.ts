// The whole public API of @netloom/store.
export { sqliteStore } from './sqlite.ts'
export type { SqliteStoreOptions } from './sqlite-options.ts'
