import type { SqliteDatabase } from './sqlite-database.ts'

/** What the migrations of this release made of an empty database, as statements. */
let known: string | undefined

export function isEmpty(database: SqliteDatabase): boolean {
  return database.prepare('select 1 from sqlite_master limit 1').all().length === 0
}

/** Remembers the schema of a database that was empty before it was migrated, for the next ones. */
export function rememberSchema(database: SqliteDatabase): void {
  known = database.snapshot(() => schemaOf(database).join(';\n'))
}

/**
 * Makes an empty database what the migrations made of an earlier one in this process, in a tenth of the time: whoever simulates, or
 * tests, opens stores by the thousand. Returns false when there was none,
 * or the database is not empty (any more).
 */
export function startFromKnownSchema(database: SqliteDatabase): boolean {
  if (known === undefined || !isEmpty(database)) return false
  database.exec('begin immediate')
  try {
    const mayStart = isEmpty(database)
    if (mayStart) database.exec(known)
    database.exec('commit')
    return mayStart
  } catch (error) {
    database.exec('rollback')
    throw error
  }
}

/** Tables, then what migrations leave in them, then what would act on it: triggers and indices. What SQLite makes by itself has no text. */
function schemaOf(database: SqliteDatabase): readonly string[] {
  const made = (what: string): readonly string[] =>
    texts(
      database,
      `select sql as text from sqlite_master where sql is not null and name not like 'sqlite_%' and ${what} order by rowid`,
    )
  return [
    // Whatever the order of the tables.
    'pragma defer_foreign_keys = on',
    ...made("type = 'table'"),
    ...rowsOf(database),
    ...made("type <> 'table'"),
  ]
}

/** Migrations leave a few: their own names, and what an installation has from the beginning. */
function rowsOf(database: SqliteDatabase): readonly string[] {
  const tables = "select name as text from sqlite_master where type = 'table' and name not like 'sqlite_%'"
  return texts(database, tables).flatMap((table) => {
    const columns = texts(database, `select '"' || name || '"' as text from pragma_table_info('${table}')`)
    const values = columns.map((column) => `quote(${column})`).join(` || ',' || `)
    const insert = `insert into "${table}" (${columns.join()}) values (`
    return texts(database, `select '${insert}' || ${values} || ')' as text from "${table}"`)
  })
}

const texts = (database: SqliteDatabase, sql: string): readonly string[] =>
  (database.prepare(sql).all() as readonly { readonly text: string }[]).map(({ text }) => text)
