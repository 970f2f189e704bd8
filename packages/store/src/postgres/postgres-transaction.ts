import type { FeedWrite } from '@netloom/core'
import type { Schema } from '@netloom/core/store'
import type { CompiledQuery, Kysely, QueryResult } from 'kysely'
import { asError, type OpenTransaction } from '../commit/job.ts'
import { kyselyOn } from '../commit/kysely-on.ts'
import { Outbox } from '../commit/outbox.ts'
import type { PostgresConnection } from './postgres-connection.ts'
import { publishTo, type LogHead, type Send } from './postgres-publication.ts'
import { postgresQueryCompiler } from './postgres-query-compiler.ts'
import { storable } from './storable.ts'

/** One unit of work on the writing connection; the queue begins and ends it. */
export class PostgresTransaction implements OpenTransaction {
  readonly db: Kysely<Schema> = kyselyOn(postgresQueryCompiler, (query) => this.run(query))
  /** First error of a statement. PostgreSQL refuses all that follow, so work that goes on in spite of it has failed. */
  broken: Error | undefined
  private readonly outbox = new Outbox()
  private ended = false

  constructor(private readonly connection: PostgresConnection) {}

  get open(): boolean {
    return !this.ended
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- errors must reject
  async publish(writes: readonly FeedWrite[]): Promise<void> {
    this.check()
    for (const write of writes) this.outbox.put(write)
  }

  /** Writes what was published. Returns the number of logged changes. */
  async flush(head: LogHead, send: Send): Promise<number> {
    if (this.broken !== undefined) throw this.broken
    const writes = this.outbox.take()
    return writes.length === 0 ? 0 : publishTo(this.connection, head, send, writes)
  }

  end(): void {
    this.ended = true
  }

  private async run<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    this.check()
    try {
      return await this.connection.run<R>(storable(query))
    } catch (error) {
      this.broken ??= asError(error)
      throw error
    }
  }

  private check(): void {
    if (this.ended)
      throw new Error('This transaction has ended; its tx was used after its work returned (a missing await?).')
  }
}
