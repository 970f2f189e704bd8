import { sql } from 'kysely'
import type { Store } from '@netloom/core/store'

/** As much as any usual request writes. */
const CHARACTERS = 256 * 1024

/**
 * Commits something, and takes it away again: an empty transaction succeeds on a full disk, too. Only for a store that was in
 * trouble, since it costs two writes to disk.
 * @throws what a write fails with
 */
export async function proveRoom(store: Store): Promise<void> {
  // No two parts alike: an engine may compress what it stores.
  const text = Array.from({ length: CHARACTERS / 8 }, () => Math.random().toString(36).slice(2, 10).padEnd(8)).join('')
  await store.transaction(async ({ db }) => {
    await sql`create table if not exists room_probe (filler text)`.execute(db)
    await sql`delete from room_probe`.execute(db)
    await sql`insert into room_probe (filler) values (${text})`.execute(db)
  })
  await store.transaction(({ db }) => sql`drop table if exists room_probe`.execute(db))
}
