import type { CompiledQuery, QueryResult } from 'kysely'
import type { SqliteValue } from './engine.ts'
import type { SqliteDatabase } from './sqlite-database.ts'
import type { SqliteStatement } from './sqlite-statement.ts'

/** Kysely compiles to the same texts over and over, but `in (…)` lists make new ones without end. */
const KEPT_STATEMENTS = 1_000

/** One SQLite connection that prepares each text once. Everything is synchronous. */
export class SqliteConnection {
  private readonly statements = new Map<string, SqliteStatement>()

  constructor(readonly database: SqliteDatabase) {}

  statement(sql: string): SqliteStatement {
    const known = this.statements.get(sql)
    if (known !== undefined) return known
    if (this.statements.size >= KEPT_STATEMENTS) this.forgetOldest()
    const statement = this.database.prepare(sql)
    this.statements.set(sql, statement)
    return statement
  }

  run<R>({ sql, parameters: bound }: CompiledQuery): QueryResult<R> {
    const statement = this.statement(sql)
    const parameters = bound as readonly SqliteValue[]
    if (statement.returnsRows) return { rows: statement.all(...parameters) as R[] }
    const { changes, lastInsertRowid } = statement.run(...parameters)
    return { numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid), rows: [] }
  }

  private forgetOldest(): void {
    for (const sql of this.statements.keys()) {
      this.statements.delete(sql)
      return
    }
  }
}
