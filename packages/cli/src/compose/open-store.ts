import type { Store } from '@netloom/core'
import { sqliteStore } from '@netloom/store'
import { Failure } from '../failure.ts'

const POSTGRES = /^postgres(ql)?:\/\//

/** The store at a path (SQLite) or a URL (PostgreSQL). Opens nothing yet. */
export async function openStore(location: string): Promise<Store> {
  if (!POSTGRES.test(location)) return sqliteStore(location)
  await Promise.resolve()
  throw new Failure(`--store ${storeName(location)}: PostgreSQL is not here yet`)
}

/** How the store is called in logs and messages: without the password. */
export function storeName(location: string): string {
  return POSTGRES.test(location) ? location.replace(/\/\/[^@/]*@/, '//').replace(/\?.*$/, '') : location
}
