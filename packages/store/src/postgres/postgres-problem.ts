import { StoreUnavailableError } from '@netloom/core'
import type { StoreProblem } from '@netloom/core/store'
import type { DatabaseError } from 'pg'
import { LostConnectionError } from './lost-connection.ts'
import { pg } from './pg.ts'

/** `constraint name → its columns`, of the tables that this store uses. */
export type ConstraintColumns = ReadonlyMap<string, readonly string[]>

/** The constraints of the schema. A name is that of the index that keeps it. */
export const UNIQUE_CONSTRAINTS = `select i.relname as name,
    (select string_agg(a.attname, ',' order by array_position(x.indkey::int2[], a.attnum))
      from pg_attribute a where a.attrelid = x.indrelid and a.attnum = any(x.indkey::int2[])) as columns
  from pg_index x join pg_class i on i.oid = x.indexrelid
  where x.indisunique and i.relnamespace = current_schema()::regnamespace`

const SERIALISATION = '40001'
const DEADLOCK = '40P01'
/** The lock was not given in time. */
export const LOCK_TIMEOUT = '55P03'

/** What an SQLSTATE means to a caller who does not know the engine. */
export function postgresProblem(error: unknown, constraints: ConstraintColumns): StoreProblem | undefined {
  if (error instanceof LostConnectionError) return { kind: 'conflict' }
  if (!(error instanceof pg().DatabaseError)) return undefined
  switch (error.code) {
    case '23505':
      return { kind: 'unique', table: error.table ?? '', columns: columnsOf(error, constraints) }
    case SERIALISATION:
    case DEADLOCK:
    case LOCK_TIMEOUT:
      return { kind: 'conflict' }
    case '53100':
    case '53400':
      return { kind: 'full' }
    // read only (a standby), no right to write, the disk does not work
    case '25006':
    case '42501':
    case '58030':
      return { kind: 'read-only' }
    case undefined:
    default:
      return undefined
  }
}

/** `Key (network_id, mac_address)=(…) already exists.`, in whatever language; for constraints of a newer version. */
function columnsOf({ constraint, detail }: DatabaseError, constraints: ConstraintColumns): readonly string[] {
  const known = constraints.get(constraint ?? '')
  if (known !== undefined) return known
  const named = /\(([^()]+)\)=\(/.exec(detail ?? '')?.[1] ?? ''
  return named.split(',').map((column) => column.trim())
}

/** What callers are promised instead of the engine's error, where they are promised anything. */
export function storeError(error: Error, constraints: ConstraintColumns): Error {
  if (error instanceof LostConnectionError) return new StoreUnavailableError(error.message, { cause: error })
  if (error instanceof pg().DatabaseError && error.code === '57014')
    return new StoreUnavailableError('a statement took too long', { cause: error })
  switch (postgresProblem(error, constraints)?.kind) {
    case 'full':
      return new StoreUnavailableError('the disk of the database is full', { cause: error })
    case 'read-only':
      return new StoreUnavailableError(`the database cannot be written (${error.message})`, { cause: error })
    case 'conflict':
      return new StoreUnavailableError('other controllers keep the database locked', { cause: error })
    case 'unique':
    case undefined:
      return error
  }
}
