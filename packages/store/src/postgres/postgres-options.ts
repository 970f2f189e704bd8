/** How the PostgreSQL store behaves; everything but `url` has a default that suits a controller. Times are milliseconds. */
export interface PostgresStoreOptions {
  /** `postgres://user:password@host:5432/database`; also `postgres:///database?host=/run/postgresql`. */
  readonly url: string
  /** Connections that read. One more writes, and one hears of other controllers' commits. Default 8. */
  readonly readers?: number
  /** How often a transaction is run again after a serialisation conflict or a deadlock. Default 20. */
  readonly maxRetries?: number
  /** Transactions that wait for each other share one commit, up to this many. 1 = never. Default 64. */
  readonly groupCommit?: number
  /** How long a call waits for a server that is away, restarts, or gives other controllers their turn. Default 10,000. */
  readonly patience?: number
  /** After this the server ends a transaction whose controller says nothing: it is frozen, or its machine is gone. Default 5,000. */
  readonly idleInTransaction?: number
  /** Longest that one statement may run. Default 30,000. */
  readonly statementTimeout?: number
  /** How often the log is looked at in case that a wake-up got lost. Default 2,000. */
  readonly poll?: number
  /** `synchronous_commit` of the writing session. `on` (default) and `remote_apply`: what is acknowledged is on disk. */
  readonly synchronousCommit?: 'on' | 'remote_apply' | 'remote_write' | 'local'
}

export type PostgresSettings = Required<PostgresStoreOptions>

export function postgresSettings(options: PostgresStoreOptions): PostgresSettings {
  return {
    readers: 8,
    maxRetries: 20,
    groupCommit: 64,
    patience: 10_000,
    idleInTransaction: 5_000,
    statementTimeout: 30_000,
    poll: 2_000,
    synchronousCommit: 'on',
    ...options,
  }
}
