/** How the SQLite store behaves; everything has a default that suits a controller. */
export interface SqliteStoreOptions {
  /** Milliseconds a statement waits, blocking, for another process that holds the file. Default 50; retries come on top. */
  readonly busyTimeout?: number
  /** How often a transaction is run again after a serialisation conflict. Default 20. */
  readonly maxRetries?: number
  /** Transactions that wait for each other share one commit, up to this many. 1 = never. Default 64. */
  readonly groupCommit?: number
  /**
   * `full` (default): an acknowledged transaction survives a power cut. `normal`: it survives a killed process, but a power
   * cut may lose the newest ones.
   */
  readonly synchronous?: 'full' | 'normal'
  /** Further pragmas for the writing connection, e.g. `{ max_page_count: 262144 }` as a size limit. */
  readonly pragmas?: Readonly<Record<string, string | number>>
}

export type SqliteSettings = Required<SqliteStoreOptions>

export function sqliteSettings(options: SqliteStoreOptions): SqliteSettings {
  return { busyTimeout: 50, maxRetries: 20, groupCommit: 64, synchronous: 'full', pragmas: {}, ...options }
}
