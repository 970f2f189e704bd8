import type { Schema, Store } from '@netloom/core/store'

/** Table → its rows, in an order of their own, as text. */
export type StoreRows = ReadonlyMap<string, readonly string[]>

/** Everything in the store. */
export async function readRows({ db }: Store): Promise<StoreRows> {
  const tables = await db.introspection.getTables()
  const rows = new Map<string, readonly string[]>()
  for (const { name, isView } of tables) {
    if (isView) continue
    // Whatever tables there are, those of the driver too.
    const found: readonly unknown[] = await db
      .selectFrom(name as keyof Schema)
      .selectAll()
      .execute()
    rows.set(name, found.map((row) => JSON.stringify(row, bigintAsText)).sort())
  }
  return rows
}

/** Tables of `before` whose rows are others now. */
export function changedTables(before: StoreRows, after: StoreRows): readonly string[] {
  return [...before].filter(([table, rows]) => rows.join('\n') !== after.get(table)?.join('\n')).map(([table]) => table)
}

const bigintAsText = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)
