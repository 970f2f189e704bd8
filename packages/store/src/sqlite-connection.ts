import type { Database, Statement } from 'better-sqlite3'
import type { CompiledQuery, QueryResult } from 'kysely'

/** Kysely compiles to the same texts over and over, but `in (…)` lists make new ones without end. */
const KEPT_STATEMENTS = 1_000

/** One SQLite connection that prepares each text once. Everything is synchronous. */
export class SqliteConnection {
  private readonly statements = new Map<string, Statement>()

  constructor(readonly database: Database) {}

  statement(sql: string): Statement {
    const known = this.statements.get(sql)
    if (known !== undefined) return known
    if (this.statements.size >= KEPT_STATEMENTS) this.forgetOldest()
    const statement = this.database.prepare(sql)
    this.statements.set(sql, statement)
    return statement
  }

  run<R>({ sql, parameters }: CompiledQuery): QueryResult<R> {
    const statement = this.statement(sql)
    if (statement.reader) return { rows: statement.all(parameters) as R[] }
    const { changes, lastInsertRowid } = statement.run(parameters)
    return { numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid), rows: [] }
  }

  private forgetOldest(): void {
    for (const sql of this.statements.keys()) {
      this.statements.delete(sql)
      return
    }
  }
}
