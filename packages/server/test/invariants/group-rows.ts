import type { Store } from '@netloom/core/store'
import { type Tables, tablesIn } from '../../../security-groups/src/store/tables.ts'

const TABLES = [
  'security_groups',
  'default_security_groups',
  'security_group_rules',
  'default_security_group_rules',
  'port_security_groups',
] as const

export type GroupRows = { readonly [T in (typeof TABLES)[number]]: readonly Tables[T][] }

/** What a controller remembers of security groups, beside `Rows`. */
export async function readGroupRows({ db }: Pick<Store, 'db'>): Promise<GroupRows> {
  const rows: Record<string, readonly unknown[]> = {}
  for (const table of TABLES) rows[table] = await tablesIn(db).selectFrom(table).selectAll().execute()
  return rows as unknown as GroupRows
}
