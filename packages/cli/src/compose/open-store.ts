import type { Store } from '@netloom/core/store'
import { storeAt } from '@netloom/store'

const POSTGRES = /^postgres(ql)?:\/\//

/** The store at a path (SQLite) or a URL (PostgreSQL). Opens nothing yet. */
export function openStore(location: string): Promise<Store> {
  return Promise.resolve(storeAt(location))
}

/** How the store is called in logs and messages: without the password. */
export function storeName(location: string): string {
  return POSTGRES.test(location) ? location.replace(/\/\/[^@/]*@/, '//').replace(/\?.*$/, '') : location
}
