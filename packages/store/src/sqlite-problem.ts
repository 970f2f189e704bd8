import type { StoreProblem } from '@netloom/core'
import { StoreUnavailableError } from '@netloom/core'
import Database from 'better-sqlite3'

const UNIQUE = new Set(['SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY', 'SQLITE_CONSTRAINT_ROWID'])

/** What SQLite's extended result code means to a caller who does not know the engine. */
export function sqliteProblem(error: unknown): StoreProblem | undefined {
  if (!(error instanceof Database.SqliteError)) return undefined
  if (UNIQUE.has(error.code)) return uniqueProblem(error.message)
  // BUSY_SNAPSHOT, BUSY_RECOVERY, LOCKED_…: somebody else holds the file; the same work may succeed later.
  if (/^SQLITE_(BUSY|LOCKED)/.test(error.code)) return { kind: 'conflict' }
  if (error.code === 'SQLITE_FULL') return { kind: 'full' }
  if (/^SQLITE_(READONLY|IOERR|CANTOPEN|PERM)/.test(error.code)) return { kind: 'read-only' }
  return undefined
}

/** `UNIQUE constraint failed: ports.network_id, ports.mac_address` */
function uniqueProblem(message: string): StoreProblem {
  const names = message.slice(message.indexOf(':') + 1).split(',')
  const pairs = names.map((name) => name.trim().split('.'))
  return { kind: 'unique', table: pairs[0]?.[0] ?? '', columns: pairs.map(([, column]) => column ?? '') }
}

/** Full and read-only storage become the error that callers are promised; anything else stays what it is. */
export function storeError(error: Error): Error {
  switch (sqliteProblem(error)?.kind) {
    case 'full':
      return new StoreUnavailableError('the disk or the size limit of the database is full', { cause: error })
    case 'read-only':
      return new StoreUnavailableError(`the database cannot be written (${error.message})`, { cause: error })
    case 'conflict':
      return new StoreUnavailableError('another process keeps the database locked', { cause: error })
    case 'unique':
    case undefined:
      return error
  }
}
