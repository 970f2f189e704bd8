import pg from 'pg'
import { LostConnectionError } from './lost-connection.ts'
import type { PostgresSettings } from './postgres-options.ts'
import { timelineOf } from './commit-outcome.ts'
import { PostgresConnection } from './postgres-connection.ts'
import { writerSession } from './session.ts'
import { StatementNames } from './statement-names.ts'

/** The session that writes: opened when it is needed, and again when it got lost. */
export class Writer {
  /** Timeline of the server that the current session talks to. */
  timeline = ''
  private current: PostgresConnection | undefined

  constructor(private readonly settings: PostgresSettings) {}

  /** @throws {LostConnectionError} */
  async connection(): Promise<PostgresConnection> {
    if (this.current?.usable === true) return this.current
    const opened = await PostgresConnection.open(writerSession(this.settings), new StatementNames())
    try {
      this.timeline = await timelineOf(opened)
    } catch (error) {
      opened.close()
      throw isStandby(error) ? new LostConnectionError({ cause: error }) : error
    }
    this.current = opened
    return opened
  }

  close(): void {
    this.current?.close()
  }
}

/** `recovery is in progress`: it may be promoted in a moment. */
function isStandby(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '55000'
}
