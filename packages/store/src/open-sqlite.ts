import { StoreUnavailableError } from '@netloom/core'
import Database from 'better-sqlite3'
import { SqliteConnection } from './sqlite-connection.ts'
import type { SqliteSettings } from './sqlite-options.ts'

/** Bytes the write-ahead log may keep on disk between checkpoints. */
const WAL_KEPT = 64 * 1024 * 1024

/** The connection that writes. @throws {StoreUnavailableError} when there is no such folder */
export function openWriter(path: string, settings: SqliteSettings): SqliteConnection {
  const database = open(path, { timeout: settings.busyTimeout })
  try {
    database.pragma('journal_mode = wal')
    database.pragma(`synchronous = ${settings.synchronous}`)
    database.pragma('foreign_keys = on')
    database.pragma('temp_store = memory')
    database.pragma(`journal_size_limit = ${String(WAL_KEPT)}`)
    for (const [name, value] of Object.entries(settings.pragmas)) database.pragma(`${name} = ${String(value)}`)
  } catch (error) {
    database.close()
    throw error
  }
  return new SqliteConnection(database)
}

/** A second connection, so that reads never see what a transaction has not committed yet. */
export function openReader(path: string, settings: SqliteSettings): SqliteConnection {
  return new SqliteConnection(open(path, { timeout: settings.busyTimeout, readonly: true }))
}

function open(path: string, options: Database.Options): Database.Database {
  try {
    return new Database(path, options)
  } catch (error) {
    if (error instanceof TypeError)
      throw new StoreUnavailableError(`the folder of ${path} does not exist`, { cause: error })
    throw error
  }
}
