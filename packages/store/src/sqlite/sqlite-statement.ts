import type { RawDatabase, RawStatement, RunResult, SqliteValue } from './engine.ts'

/** A prepared statement. */
export class SqliteStatement {
  /** Whether it returns rows: also an `insert … returning`. */
  readonly returnsRows: boolean
  private readonly raw: RawStatement
  private reads: boolean | undefined

  constructor(
    private readonly database: RawDatabase,
    private readonly sql: string,
  ) {
    this.raw = database.prepare(sql)
    this.returnsRows = this.raw.columns().length > 0
  }

  /** Whether it leaves the database as it is. */
  get onlyReads(): boolean {
    return (this.reads ??= this.judge())
  }

  all(...parameters: readonly SqliteValue[]): unknown[] {
    return this.raw.all(...parameters)
  }

  get(...parameters: readonly SqliteValue[]): unknown {
    return this.raw.get(...parameters)
  }

  run(...parameters: readonly SqliteValue[]): RunResult {
    return this.raw.run(...parameters)
  }

  iterate(...parameters: readonly SqliteValue[]): IterableIterator<unknown> {
    return this.raw.iterate(...parameters)
  }

  private judge(): boolean {
    if (/^\s*(select|values|explain|pragma)\b/i.test(this.sql)) return true
    // `with … select` or `with … delete`: the program that SQLite made of it tells whether it begins to write.
    if (!/^\s*with\b/i.test(this.sql)) return false
    const program = this.database.prepare(`explain ${this.sql}`).all() as { opcode: string; p2: number }[]
    return !program.some(({ opcode, p2 }) => opcode === 'Transaction' && p2 !== 0)
  }
}
