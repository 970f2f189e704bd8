import type { ClientConfig, CustomTypesConfig } from 'pg'
import { pg } from './pg.ts'
import type { PostgresSettings } from './postgres-options.ts'

/** Both engines hold integers of 64 bits, and sums of them; a store's numbers are safe integers. */
function storeTypes(): CustomTypesConfig {
  const { types } = pg()
  const numbers = new Set<number>([types.builtins.INT8, types.builtins.NUMERIC])
  return {
    getTypeParser: (oid, format) =>
      numbers.has(oid) ? Number : (types.getTypeParser(oid, format) as (text: string) => unknown),
  }
}

// A peer whose machine vanished is noticed by the kernels, on both sides.
const KEEPALIVE = { tcp_keepalives_idle: '10', tcp_keepalives_interval: '5', tcp_keepalives_count: '3' }

function session(settings: PostgresSettings, parameters: Readonly<Record<string, string>>): ClientConfig {
  const options = Object.entries({ ...KEEPALIVE, ...parameters }).map(([name, value]) => `-c ${name}=${value}`)
  return {
    connectionString: settings.url,
    application_name: 'netloom',
    connectionTimeoutMillis: Math.min(5_000, settings.patience),
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    statement_timeout: settings.statementTimeout,
    idle_in_transaction_session_timeout: settings.idleInTransaction,
    lock_timeout: settings.patience,
    options: options.join(' '),
    types: storeTypes(),
  }
}

/** The session that writes. `pipeline`: statements whose answer nobody waits for cost no round trip. */
export function writerSession(settings: PostgresSettings): ClientConfig {
  return {
    ...session(settings, {
      synchronous_commit: settings.synchronousCommit,
      // Plans are kept, and those that were made while a table was small would read all of it for every port later.
      enable_seqscan: 'off',
      enable_mergejoin: 'off',
      enable_hashjoin: 'off',
      jit: 'off',
    }),
    pipeline: true,
  }
}

export function readerSession(settings: PostgresSettings): ClientConfig {
  return session(settings, { default_transaction_read_only: 'on', jit: 'off' })
}

/** Notifications need no disk: the log is the truth, they only say that it is worth reading. */
export function listenerSession(settings: PostgresSettings): ClientConfig {
  return session(settings, { synchronous_commit: 'off' })
}

/** Migrations take the time they need. */
export function migrationSession(settings: PostgresSettings): ClientConfig {
  return { ...session(settings, {}), statement_timeout: 0, idle_in_transaction_session_timeout: 0, lock_timeout: 0 }
}
