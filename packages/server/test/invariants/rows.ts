import type { Schema, Store } from '@netloom/core/store'

/** `rev` is made by the database: its type there says so. */
type Row<T> = { readonly [C in keyof T]: C extends 'rev' ? number : T[C] }
export type Rows = { readonly [T in keyof Schema]: readonly Row<Schema[T]>[] }

const TABLES: Readonly<Record<keyof Schema, true>> = {
  networks: true,
  segments: true,
  segment_allocations: true,
  subnets: true,
  ipam_free_ranges: true,
  ip_allocations: true,
  ports: true,
  port_bindings: true,
  port_binding_levels: true,
  provisioning_blocks: true,
  agents: true,
  agent_assignments: true,
  address_scopes: true,
  subnetpools: true,
  rbac_policies: true,
  quotas: true,
  quota_usages: true,
  qos_policies: true,
  qos_rules: true,
  trunks: true,
  subports: true,
  address_groups: true,
  feed_items: true,
  changes: true,
  feed_topics: true,
  store_facts: true,
}

/** Everything a controller remembers. */
export async function readRows({ db }: Pick<Store, 'db'>): Promise<Rows> {
  const rows: Record<string, readonly unknown[]> = {}
  for (const table of Object.keys(TABLES) as (keyof Schema)[])
    rows[table] = await db.selectFrom(table).selectAll().execute()
  return rows as unknown as Rows
}
