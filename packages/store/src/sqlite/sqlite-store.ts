import { randomUUID } from 'node:crypto'
import { MigrationError, StoreUnavailableError } from '@netloom/core'
import { isTurnOver, yieldLongTurn } from '@netloom/core/kit'
import type { Schema, SchemaHistory, Store, StoreProblem, Transaction } from '@netloom/core/store'
import type { CompiledQuery, Kysely, QueryResult } from 'kysely'
import { insideTransaction } from '../commit/job.ts'
import { kyselyOn } from '../commit/kysely-on.ts'
import { trimLog } from './log-floor.ts'
import { migrate } from './migrate.ts'
import { openReader, openWriter } from './open-sqlite.ts'
import { pauseBefore } from '../commit/pause.ts'
import { SqliteChangeLog } from './sqlite-change-log.ts'
import type { SqliteConnection } from './sqlite-connection.ts'
import type { SqliteSettings } from './sqlite-options.ts'
import { sqliteProblem } from './sqlite-problem.ts'
import { readerQueryCompiler, sqliteQueryCompiler } from './sqlite-query-compiler.ts'
import { WriteQueue } from './write-queue.ts'

/** What is there between `initialize` and `close`. `reader` is the writer itself for `:memory:`. */
interface OpenStore {
  readonly writer: SqliteConnection
  readonly reader: SqliteConnection
  readonly queue: WriteQueue
  readonly epoch: string
}

const EPOCH = "insert into store_facts (name, value) values ('epoch', ?) on conflict do nothing"

export class SqliteStore implements Store {
  readonly db: Kysely<Schema>
  readonly log: SqliteChangeLog = new SqliteChangeLog({
    epoch: () => this.opened().epoch,
    read: (work) => this.read(work),
    removeUpTo: (rev, limit) =>
      this.opened().queue.add(() => Promise.resolve(trimLog(this.opened().writer, rev, limit))),
  })
  private open: OpenStore | undefined

  constructor(
    private readonly path: string,
    private readonly settings: SqliteSettings,
  ) {
    this.db = kyselyOn(path === ':memory:' ? sqliteQueryCompiler : readerQueryCompiler, (query) => this.query(query))
  }

  async initialize(services: readonly SchemaHistory[] = []): Promise<void> {
    for (let attempt = 1; this.open === undefined; attempt += 1) {
      try {
        this.open = await this.start(services)
      } catch (error) {
        // Two processes may open and migrate a new file at the same moment.
        const again = sqliteProblem(engineError(error))?.kind === 'conflict' && attempt <= this.settings.maxRetries
        if (!again) throw unopened(this.path, error)
        await pauseBefore(attempt)
      }
    }
  }

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    if (this.open === undefined) return Promise.reject(notOpen())
    return this.open.queue.add(work)
  }

  problem(error: unknown): StoreProblem | undefined {
    return sqliteProblem(error)
  }

  async close(): Promise<void> {
    const open = this.open
    if (open === undefined) return
    await open.queue.close()
    this.open = undefined
    // The writer last: it leaves one file.
    try {
      open.reader.database.close()
    } finally {
      open.writer.database.close()
    }
  }

  private async start(services: readonly SchemaHistory[]): Promise<OpenStore> {
    const writer = openWriter(this.path, this.settings)
    try {
      await migrate(writer.database, services)
      writer.statement(EPOCH).run(randomUUID())
      const fact = writer.statement("select value from store_facts where name = 'epoch'").get() as { value: string }
      const reader = this.path === ':memory:' ? writer : openReader(this.path, this.settings)
      const queue = new WriteQueue(writer, this.settings, () => {
        this.log.wake()
      })
      return { writer, reader, queue, epoch: fact.value }
    } catch (error) {
      writer.database.close()
      throw error
    }
  }

  /** Runs `work` where only committed data is seen. */
  private async read<T>(work: (connection: SqliteConnection) => T): Promise<T> {
    if (insideTransaction())
      throw new Error('Inside a transaction read through its tx.db: store.db sees only what is committed.')
    if (isTurnOver()) await yieldLongTurn()
    const { reader, writer, queue } = this.opened()
    return reader === writer ? queue.whenIdle(() => work(reader)) : work(reader)
  }

  private query<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return this.read((connection) => {
      if (!connection.statement(query.sql).onlyReads)
        throw new Error('store.db only reads; write in store.transaction().')
      return connection.run<R>(query)
    })
  }

  private opened(): OpenStore {
    if (this.open === undefined) throw notOpen()
    return this.open
  }
}

function notOpen(): Error {
  return new StoreUnavailableError('it is not open (before initialize or after close)')
}

/** A migration of a service's fails for the engine's reasons, too. */
const engineError = (error: unknown): unknown => (error instanceof MigrationError ? error.cause : error)

function unopened(path: string, cause: unknown): Error {
  if (cause instanceof StoreUnavailableError || cause instanceof MigrationError) return cause
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new StoreUnavailableError(`${path} cannot be opened: ${reason}`, { cause })
}
