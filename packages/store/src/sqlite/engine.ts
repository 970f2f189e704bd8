import { createRequire } from 'node:module'

/** What we use of `node:sqlite`; `@photostructure/sqlite` has the same. */
export interface RawDatabase {
  readonly isOpen: boolean
  readonly isTransaction: boolean
  prepare(sql: string): RawStatement
  exec(sql: string): void
  close(): void
}

/** What SQLite can store. */
export type SqliteValue = string | number | bigint | Uint8Array | null

/** What a statement that returns no rows did. */
export interface RunResult {
  readonly changes: number | bigint
  readonly lastInsertRowid: number | bigint
}

export interface RawStatement {
  all(...parameters: readonly SqliteValue[]): unknown[]
  get(...parameters: readonly SqliteValue[]): unknown
  run(...parameters: readonly SqliteValue[]): RunResult
  iterate(...parameters: readonly SqliteValue[]): IterableIterator<unknown>
  columns(): readonly unknown[]
}

export type RawDatabaseClass = new (path: string, options: { readonly readOnly: boolean }) => RawDatabase

interface Engine {
  readonly DatabaseSync: RawDatabaseClass
}

/** SQLite of this Node, or the one that comes compiled with a package where Node has none that is complete. */
export const DatabaseSync: RawDatabaseClass = (builtIn() ?? prebuilt()).DatabaseSync

function builtIn(): Engine | undefined {
  const engine = withoutItsWarning(() => process.getBuiltinModule('node:sqlite') as Engine | undefined)
  return engine !== undefined && isComplete(engine) ? engine : undefined
}

/** `isTransaction` is what came last, with Node 22.16. */
function isComplete({ DatabaseSync }: Engine): boolean {
  const database = new DatabaseSync(':memory:', { readOnly: false })
  const complete = (database.isTransaction as boolean | undefined) === false
  database.close()
  return complete
}

function prebuilt(): Engine {
  return createRequire(import.meta.url)('@photostructure/sqlite') as Engine
}

/** Node says at the first use that its SQLite is experimental, which tells users of a controller nothing. Only this is kept back. */
function withoutItsWarning<T>(load: () => T): T {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- put back as it was, and called on `process`
  const { emitWarning } = process
  process.emitWarning = (warning: string | Error, ...rest: unknown[]): void => {
    if (rest[0] === 'ExperimentalWarning' && String(warning).startsWith('SQLite ')) return
    Reflect.apply(emitWarning, process, [warning, ...rest])
  }
  try {
    return load()
  } finally {
    process.emitWarning = emitWarning
  }
}
