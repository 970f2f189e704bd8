import type { FeedWrite } from '@netloom/core'
import type { Schema, Transaction } from '@netloom/core/store'
import { StoreUnavailableError } from '@netloom/core'
import { isTurnOver, yieldLongTurn } from '@netloom/core/kit'
import type { CompiledQuery, Kysely, QueryResult } from 'kysely'
import { kyselyOn } from '../commit/kysely-on.ts'
import { Outbox } from '../commit/outbox.ts'
import { writePublication } from './publication.ts'
import type { SqliteConnection } from './sqlite-connection.ts'
import { sqliteQueryCompiler } from './sqlite-query-compiler.ts'

/** One unit of work on the writing connection; `WriteQueue` begins and ends it. */
export class SqliteTransaction implements Transaction {
  readonly db: Kysely<Schema>
  private readonly outbox = new Outbox()
  private ended = false

  constructor(private readonly connection: SqliteConnection) {
    this.db = kyselyOn(sqliteQueryCompiler, (query) => this.run(query))
  }

  get open(): boolean {
    return !this.ended
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- errors must reject
  async publish(writes: readonly FeedWrite[]): Promise<void> {
    this.check()
    for (const write of writes) this.outbox.put(write)
  }

  /** Writes what was published. Returns the number of logged changes. */
  async flush(): Promise<number> {
    this.check()
    const writes = this.outbox.take()
    return writes.length === 0 ? 0 : writePublication(this.connection, writes)
  }

  end(): void {
    this.ended = true
  }

  /** Statements answer at once: without a pause a transaction of thousands would be one turn of the event loop. */
  private async run<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (isTurnOver()) await yieldLongTurn()
    this.check()
    return this.connection.run<R>(query)
  }

  private check(): void {
    if (this.ended)
      throw new Error('This transaction has ended; its tx was used after its work returned (a missing await?).')
    // SQLite ends the transaction by itself when the disk is full. Whoever swallowed that error must not go on in autocommit.
    if (!this.connection.database.inTransaction)
      throw new StoreUnavailableError('the transaction was rolled back by the engine')
  }
}
