import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { StoreUnavailableError } from '@netloom/core'
import { makePrivate } from './private-file.ts'
import { SqliteDatabase } from './sqlite-database.ts'
import { SqliteConnection } from './sqlite-connection.ts'
import type { SqliteSettings } from './sqlite-options.ts'

/** Bytes the write-ahead log may keep on disk between checkpoints. */
const WAL_KEPT = 64 * 1024 * 1024

/** The connection that writes. @throws {StoreUnavailableError} when there is no such folder */
export function openWriter(path: string, settings: SqliteSettings): SqliteConnection {
  makePrivate(path)
  return open(path, false, {
    busy_timeout: settings.busyTimeout,
    journal_mode: 'wal',
    synchronous: settings.synchronous,
    foreign_keys: 'on',
    temp_store: 'memory',
    journal_size_limit: WAL_KEPT,
    ...settings.pragmas,
  })
}

/** A second connection, so that reads never see what a transaction has not committed yet. */
export function openReader(path: string, settings: SqliteSettings): SqliteConnection {
  return open(path, true, { busy_timeout: settings.busyTimeout })
}

function open(path: string, readOnly: boolean, pragmas: SqliteSettings['pragmas']): SqliteConnection {
  if (path !== ':memory:' && !existsSync(dirname(path)))
    throw new StoreUnavailableError(`the folder of ${path} does not exist`)
  const database = new SqliteDatabase(path, { readOnly })
  try {
    for (const [name, value] of Object.entries(pragmas)) database.prepare(`pragma ${name} = ${String(value)}`).all()
  } catch (error) {
    database.close()
    throw error
  }
  return new SqliteConnection(database)
}
