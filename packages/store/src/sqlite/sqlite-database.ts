import { DatabaseSync, type RawDatabase } from './engine.ts'
import { SqliteStatement } from './sqlite-statement.ts'

/** One open SQLite file, or `:memory:`. Everything is synchronous. */
export class SqliteDatabase {
  private readonly raw: RawDatabase

  /** @throws the engine's error when the file cannot be opened */
  constructor(path: string, { readOnly = false }: { readonly readOnly?: boolean } = {}) {
    this.raw = new DatabaseSync(path, { readOnly })
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

  /** Does nothing when it is closed already. */
  close(): void {
    if (this.raw.isOpen) this.raw.close()
  }
}
