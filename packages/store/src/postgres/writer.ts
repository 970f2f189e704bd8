import { LostConnectionError } from './lost-connection.ts'
import type { PostgresSettings } from './postgres-options.ts'
import { PostgresConnection } from './postgres-connection.ts'
import { writerSession } from './session.ts'
import { StatementNames } from './statement-names.ts'

/** The session that writes: opened when it is needed, and again when it got lost. */
export class Writer {
  private current: PostgresConnection | undefined
  private failure: LostConnectionError | undefined

  constructor(private readonly settings: PostgresSettings) {}

  /** Why there was no session when one was wanted last. */
  get trouble(): LostConnectionError | undefined {
    return this.failure
  }

  /** @throws {LostConnectionError} */
  async connection(): Promise<PostgresConnection> {
    try {
      const connection = this.current?.usable === true ? this.current : await this.open()
      this.failure = undefined
      return connection
    } catch (error) {
      if (error instanceof LostConnectionError) this.failure = error
      throw error
    }
  }

  close(): void {
    this.current?.close()
  }

  private async open(): Promise<PostgresConnection> {
    const opened = await PostgresConnection.open(writerSession(this.settings), new StatementNames())
    const { rows } = await opened.ask('select pg_is_in_recovery() as standby', [])
    if ((rows[0] as { standby: boolean }).standby) {
      opened.close()
      // It may be promoted in a moment.
      throw new LostConnectionError({ cause: new Error('the server is a standby') })
    }
    this.current = opened
    return opened
  }
}
