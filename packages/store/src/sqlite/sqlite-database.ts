import { DatabaseSync, type RawDatabase } from './engine.ts'
import { SqliteStatement } from './sqlite-statement.ts'

/** What a read-only database calls the file, for those who ask for its tables: the names of tables need no such prefix. */
export const ATTACHED = 'file_read'

/** One open SQLite file, or `:memory:`. Everything is synchronous. */
export class SqliteDatabase {
  private readonly raw: RawDatabase
  private readonly readOnly: boolean

  /** @throws the engine's error when the file cannot be opened */
  constructor(path: string, { readOnly = false }: { readonly readOnly?: boolean } = {}) {
    this.readOnly = readOnly
    // Attached where it is only read: unlike `close`, `detach` lets go of a file though statements are left. See `close`.
    this.raw = new DatabaseSync(readOnly ? ':memory:' : path, { readOnly })
    if (readOnly) this.attach(path)
  }

  get inTransaction(): boolean {
    return this.raw.isTransaction
  }

  prepare(sql: string): SqliteStatement {
    return new SqliteStatement(this.raw, sql)
  }

  exec(sql: string): void {
    this.raw.exec(sql)
  }

  /** What `work` reads, as of one moment. */
  snapshot<T>(work: () => T): T {
    if (this.inTransaction) return work()
    this.exec('begin')
    try {
      return work()
    } finally {
      this.exec('commit')
    }
  }

  /**
   * Whoever closes a file last leaves it whole, with nothing of use beside it. An engine may keep a closed connection, and with it locks
   * and write-ahead log, until its last statement is collected (`@photostructure/sqlite` 1.2 does): so what binds the connection to
   * the file is undone before. Does nothing when it is closed already.
   */
  close(): void {
    if (!this.raw.isOpen) return
    try {
      this.letGo()
    } catch {
      // Others have it open, or the disk is full: everything is in the log, where the next one who opens the file finds it.
    } finally {
      this.raw.close()
    }
  }

  private attach(path: string): void {
    try {
      this.raw.prepare(`attach ? as ${ATTACHED}`).run(path)
    } catch (error) {
      this.raw.close()
      throw error
    }
  }

  private letGo(): void {
    if (this.inTransaction) this.exec('rollback')
    if (this.readOnly) {
      this.exec(`detach ${ATTACHED}`)
      return
    }
    this.exec('pragma busy_timeout = 0')
    // All of the log into the file, also where others have it open and are idle.
    this.exec('pragma wal_checkpoint(truncate)')
    // Ends the log, if nobody else has the file open. Whoever opens it next begins another one.
    this.exec('pragma journal_mode = delete')
  }
}
