import { LostConnectionError } from './lost-connection.ts'
import type { PostgresSettings } from './postgres-options.ts'
import { PostgresConnection } from './postgres-connection.ts'
import { writerSession } from './session.ts'
import { StatementNames } from './statement-names.ts'

/** The session that writes: opened when it is needed, and again when it got lost. */
export class Writer {
  private current: PostgresConnection | undefined

  constructor(private readonly settings: PostgresSettings) {}

  /** @throws {LostConnectionError} */
  async connection(): Promise<PostgresConnection> {
    if (this.current?.usable === true) return this.current
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

  close(): void {
    this.current?.close()
  }
}
