import type { SqliteDatabase } from './sqlite-database.ts'

export function isEmpty(database: SqliteDatabase): boolean {
  return database.prepare('select 1 from sqlite_master limit 1').all().length === 0
}

/** What is in a database, as the statements that make it: for those that migrations have just made of an empty one. */
export function schemaText(database: SqliteDatabase): string {
  return schemaOf(database).join(';\n')
}

/**
 * Makes an empty database what a text of {@link schemaText} says, which takes a tenth of the migrations' time: whoever simulates, or
 * tests, opens stores by the thousand. Returns false when somebody else has filled it meanwhile. @throws the engine's error
 */
export function fillEmpty(database: SqliteDatabase, schema: string): boolean {
  database.exec('begin immediate')
  try {
    const mayFill = isEmpty(database)
    if (mayFill) database.exec(schema)
    database.exec('commit')
    return mayFill
  } catch (error) {
    if (database.inTransaction) database.exec('rollback')
    throw error
  }
}

/** Tables, then what migrations leave in them, then what would act on it: triggers and indices. What SQLite makes by itself has no text. */
function schemaOf(database: SqliteDatabase): readonly string[] {
  const ours = "select sql as text from sqlite_master where sql is not null and name not like 'sqlite_%'"
  const made = (what: string): readonly string[] => texts(database, `${ours} and ${what} order by rowid`)
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
