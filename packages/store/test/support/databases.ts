import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { postgresStore } from '../../src/index.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A server that this run of the tests has for itself. */
    postgresUrl: string
  }
}

/** Databases of this test file that nobody uses now, as they were left. */
const idle: string[] = []

/** `postgresUrl` with another database. */
export function urlOf(database: string): string {
  return inject('postgresUrl').replace('/postgres?', `/${database}?`)
}

async function ask(database: string, ...statements: readonly string[]): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: urlOf(database) })
  await client.connect()
  try {
    let result: pg.QueryResult | undefined
    for (const statement of statements) result = await client.query(statement)
    if (result === undefined) throw new Error('nothing was asked')
    return result
  } finally {
    await client.end()
  }
}

/** A database without any table, of the given language. */
export async function emptyDatabase(language = "locale 'C.UTF-8'"): Promise<string> {
  const database = `netloom_${randomBytes(6).toString('hex')}`
  await ask('postgres', `create database ${database} template template0 encoding 'UTF8' ${language}`)
  return database
}

/** Statements in a database. Returns the last one's answer. */
export const inDatabase = ask

/** A migrated database without any row; `done` gives it back. Emptying one is much faster than making one. */
export async function freshDatabase(): Promise<{ readonly url: string; done(): void }> {
  const used = idle.pop()
  const database = used ?? (await emptyDatabase())
  if (used === undefined) {
    const store = postgresStore({ url: urlOf(database) })
    await store.initialize()
    await store.close()
  }
  await clear(database)
  return { url: urlOf(database), done: () => void idle.push(database) }
}

/** Tables of the engine, and its history: what every database begins with. */
let engine: ReadonlySet<string> | undefined

async function clear(database: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(database) })
  await client.connect()
  try {
    const tables = await tableNames(client)
    const own = (engine ??= new Set(tables))
    // Services begin with rows that their migrations write: they make their tables anew.
    const ofServices = tables.filter((name) => !own.has(name)).map((name) => `drop table ${name}`)
    const deletes = tables
      .filter((name) => own.has(name) && !name.startsWith('kysely'))
      .map((name) => `delete from ${name}`)
    // Replica: whatever the order of the tables.
    const statements = ['set session_replication_role = replica', 'begin', ...deletes, ...ofServices, 'commit']
    await client.query(statements.join('; '))
  } finally {
    await client.end()
  }
}

async function tableNames(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(`select relname as name from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace`)
  return rows.map(({ name }) => name)
}
