import type { QueryResult as Answer, Pool } from 'pg'
import { StoreUnavailableError } from '@netloom/core'
import { pauseBefore } from '../commit/pause.ts'
import { LostConnectionError, lost } from './lost-connection.ts'
import { pg } from './pg.ts'
import type { PostgresSettings } from './postgres-options.ts'
import { readerSession } from './session.ts'
import { StatementNames } from './statement-names.ts'

const READ_ONLY = '25006'

/** Reads of committed data, on a few sessions that wait for no transaction. */
export class Reader {
  private readonly pool: Pool
  private readonly names = new StatementNames()

  constructor(private readonly settings: PostgresSettings) {
    this.pool = new (pg().Pool)({ ...readerSession(settings), max: settings.readers, idleTimeoutMillis: 60_000 })
    // An idle session ended; the pool opens another one when it needs one.
    this.pool.on('error', () => undefined)
  }

  /** A read that lost its session is simply made again. @throws {StoreUnavailableError} when the server stays away */
  async ask(text: string, parameters: readonly unknown[]): Promise<Answer> {
    const until = performance.now() + this.settings.patience
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.once(text, parameters)
      } catch (error) {
        if (!(error instanceof LostConnectionError)) throw error
        if (performance.now() > until) throw new StoreUnavailableError(error.message, { cause: error })
        await pauseBefore(attempt)
      }
    }
  }

  close(): Promise<void> {
    return this.pool.end()
  }

  private async once(text: string, parameters: readonly unknown[]): Promise<Answer> {
    const name = this.names.of(text)
    const values = [...parameters]
    try {
      return await this.pool.query(name === undefined ? { text, values } : { text, values, name })
    } catch (error) {
      if (error instanceof pg().DatabaseError && error.code === READ_ONLY)
        throw new Error('store.db only reads; write in store.transaction().', { cause: error })
      throw lost(error)
    }
  }
}
