import type { StoreProblem } from '@netloom/core/store'
import { StoreUnavailableError } from '@netloom/core'
import { isSqliteError, primaryCode } from './sqlite-error.ts'

// SQLite's result codes, https://sqlite.org/rescode.html
const PERM = 3
const BUSY = 5
const LOCKED = 6
const READONLY = 8
const IOERR = 10
const FULL = 13
const CANTOPEN = 14
const CONSTRAINT_PRIMARYKEY = 1555
const CONSTRAINT_UNIQUE = 2067
const CONSTRAINT_ROWID = 2579

/** What SQLite's extended result code means to a caller who does not know the engine. */
export function sqliteProblem(error: unknown): StoreProblem | undefined {
  if (!isSqliteError(error)) return undefined
  if ([CONSTRAINT_UNIQUE, CONSTRAINT_PRIMARYKEY, CONSTRAINT_ROWID].includes(error.errcode))
    return uniqueProblem(error.message)
  switch (primaryCode(error)) {
    // BUSY_SNAPSHOT, BUSY_RECOVERY, LOCKED_…: somebody else holds the file; the same work may succeed later.
    case BUSY:
    case LOCKED:
      return { kind: 'conflict' }
    case FULL:
      return { kind: 'full' }
    case READONLY:
    case IOERR:
    case CANTOPEN:
    case PERM:
      return { kind: 'read-only' }
    default:
      return undefined
  }
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
