import { randomUUID } from 'node:crypto'
import { MigrationError, StoreUnavailableError } from '@netloom/core'
import type { Schema, SchemaHistory, Store, StoreProblem, Transaction } from '@netloom/core/store'
import { CompiledQuery, type Kysely, type QueryResult } from 'kysely'
import { insideTransaction } from '../commit/job.ts'
import { kyselyOn } from '../commit/kysely-on.ts'
import { migratePostgres } from './migrate-postgres.ts'
import { pauseBefore } from '../commit/pause.ts'
import { CommitMark } from './commit-mark.ts'
import { isLost } from './lost-connection.ts'
import { TRIM } from './log-position.ts'
import { PostgresChangeLog } from './postgres-change-log.ts'
import { kyselyResult } from './postgres-connection.ts'
import type { PostgresSettings } from './postgres-options.ts'
import { UNIQUE_CONSTRAINTS, postgresProblem, type ConstraintColumns } from './postgres-problem.ts'
import { PostgresQueue } from './postgres-queue.ts'
import { postgresQueryCompiler } from './postgres-query-compiler.ts'
import { Reader } from './reader.ts'
import { storable } from './storable.ts'
import { WakeUp } from './wake-up.ts'
import { Writer } from './writer.ts'

/** What is there between `initialize` and `close`. */
interface OpenStore {
  readonly writer: Writer
  readonly reader: Reader
  readonly queue: PostgresQueue
  readonly wakeUp: WakeUp
  readonly constraints: ConstraintColumns
  readonly epoch: string
}

const NEW_EPOCH = "insert into store_facts (name, value) values ('epoch', $1) on conflict do nothing"

export class PostgresStore implements Store {
  readonly db: Kysely<Schema> = kyselyOn(postgresQueryCompiler, (query) => this.query(query))
  readonly log: PostgresChangeLog = new PostgresChangeLog({
    epoch: () => this.opened().epoch,
    rows: async (text, parameters) => (await this.ask(text, parameters)).rows as unknown[],
    removeUpTo: (rev, limit) => this.removeUpTo(rev, limit),
  })
  private open: OpenStore | undefined

  constructor(private readonly settings: PostgresSettings) {}

  get trouble(): Error | undefined {
    return this.open?.writer.trouble
  }

  async initialize(services: readonly SchemaHistory[] = []): Promise<void> {
    const until = performance.now() + this.settings.patience
    for (let attempt = 1; this.open === undefined; attempt += 1) {
      try {
        this.open = await this.start(services)
      } catch (error) {
        // The server may be starting, as this controller is.
        if (!isLost(error instanceof MigrationError ? error.cause : error) || performance.now() > until)
          throw unopened(error)
        await pauseBefore(attempt)
      }
    }
  }

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    if (this.open === undefined) return Promise.reject(notOpen())
    return this.open.queue.add(work)
  }

  problem(error: unknown): StoreProblem | undefined {
    return postgresProblem(error, this.open?.constraints ?? new Map())
  }

  async close(): Promise<void> {
    const open = this.open
    if (open === undefined) return
    await open.queue.close()
    this.open = undefined
    await open.wakeUp.close()
    open.writer.close()
    await open.reader.close()
  }

  private async start(services: readonly SchemaHistory[]): Promise<OpenStore> {
    await migratePostgres(this.settings, services)
    const writer = new Writer(this.settings)
    const reader = new Reader(this.settings)
    const mark = new CommitMark()
    const wakeUp = new WakeUp(this.settings, () => {
      this.log.wake()
    })
    try {
      const connection = await writer.connection()
      await mark.forgetOld(connection)
      await connection.ask(NEW_EPOCH, [randomUUID()])
      const fact = await connection.ask("select value from store_facts where name = 'epoch'", [])
      const constraints = await connection.ask(UNIQUE_CONSTRAINTS, [])
      await wakeUp.start()
      const queue = new PostgresQueue(writer, mark, this.settings, {
        constraints: () => this.open?.constraints ?? new Map(),
        committed: (head) => {
          this.log.wake()
          wakeUp.committed(head)
        },
        doubtful: () => {
          this.log.wake()
          wakeUp.doubtful()
        },
      })
      const [{ value: epoch }] = fact.rows as [{ value: string }]
      return { writer, reader, queue, wakeUp, constraints: columnsByName(constraints.rows as NamedColumns[]), epoch }
    } catch (error) {
      await wakeUp.close()
      writer.close()
      await reader.close()
      throw error
    }
  }

  /** Reads what is committed. */
  private async ask(text: string, parameters: readonly unknown[]): ReturnType<Reader['ask']> {
    const { reader } = this.opened()
    if (insideTransaction())
      throw new Error('Inside a transaction read through its tx.db: store.db sees only what is committed.')
    return reader.ask(text, parameters)
  }

  private async query<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { sql, parameters } = storable(query)
    return kyselyResult<R>(await this.ask(sql, parameters))
  }

  private removeUpTo(rev: number, limit: number): Promise<number> {
    return this.transaction(async (tx) => {
      const { rows } = await tx.db.executeQuery<{ removed: number }>(CompiledQuery.raw(TRIM, [rev, limit]))
      return rows[0]?.removed ?? 0
    })
  }

  private opened(): OpenStore {
    if (this.open === undefined) throw notOpen()
    return this.open
  }
}

interface NamedColumns {
  readonly name: string
  readonly columns: string | null
}

function columnsByName(rows: readonly NamedColumns[]): ConstraintColumns {
  return new Map(rows.map(({ name, columns }) => [name, (columns ?? '').split(',')]))
}

function notOpen(): Error {
  return new StoreUnavailableError('it is not open (before initialize or after close)')
}

function unopened(cause: unknown): Error {
  if (cause instanceof StoreUnavailableError || cause instanceof MigrationError) return cause
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new StoreUnavailableError(`the PostgreSQL database cannot be opened: ${reason}`, { cause })
}
