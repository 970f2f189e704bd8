import type { Client, ClientConfig, QueryResult as Answer } from 'pg'
import type { CompiledQuery, QueryResult } from 'kysely'
import { LostConnectionError, isLost, lost } from './lost-connection.ts'
import { pg } from './pg.ts'
import type { StatementNames } from './statement-names.ts'

const COUNTED = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE'])

/** The server's answer in Kysely's words. */
export function kyselyResult<R>({ command, rowCount, rows }: Answer): QueryResult<R> {
  const result = { rows: rows as R[] }
  return COUNTED.has(command) && rowCount !== null ? { ...result, numAffectedRows: BigInt(rowCount) } : result
}

/** One session of its own. Once it is lost it stays so; whoever needs another one connects again. */
export class PostgresConnection {
  /** Resolves when the session is over. */
  readonly gone: Promise<void>
  private over = false

  private constructor(
    readonly client: Client,
    private readonly names: StatementNames | undefined,
  ) {
    client.on('error', () => {
      this.over = true
    })
    this.gone = new Promise((resolve) => {
      client.on('end', () => {
        this.over = true
        resolve()
      })
    })
  }

  /** @throws {LostConnectionError} when the server is away; the server's error when it refuses for good */
  static async open(config: ClientConfig, names?: StatementNames): Promise<PostgresConnection> {
    const client = new (pg().Client)(config)
    const connection = new PostgresConnection(client, names)
    try {
      await client.connect()
    } catch (error) {
      connection.close()
      throw lost(error)
    }
    return connection
  }

  get usable(): boolean {
    return !this.over
  }

  /** One statement, prepared when it comes often. Without parameters it may be several, separated by semicolons. */
  async ask(text: string, parameters?: readonly unknown[]): Promise<Answer> {
    if (this.over) throw new LostConnectionError()
    try {
      if (parameters === undefined) return await this.client.query(text)
      const name = this.names?.of(text)
      const values = [...parameters]
      return await this.client.query(name === undefined ? { text, values } : { text, values, name })
    } catch (error) {
      if (isLost(error)) this.close()
      throw lost(error)
    }
  }

  async run<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    return kyselyResult<R>(await this.ask(sql, parameters))
  }

  /** Ends the session without waiting. An open transaction is rolled back by the server. */
  close(): void {
    this.over = true
    this.client.end().catch(() => undefined)
  }
}
