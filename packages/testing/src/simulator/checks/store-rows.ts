import type { Store } from '@netloom/core/store'

/** What is in a controller's store, as far as rows must fit together. */
export interface StoreRows {
  readonly networks: readonly { readonly id: string }[]
  readonly segments: readonly { readonly network_type: string; readonly segmentation_id: number | null }[]
  readonly segment_allocations: readonly { readonly network_type: string; readonly segmentation_id: number }[]
  readonly ports: readonly { readonly id: string; readonly network_id: string; readonly status: string }[]
  readonly port_bindings: readonly { readonly port_id: string; readonly host: string; readonly vif_type: string }[]
  readonly port_binding_levels: readonly { readonly port_id: string; readonly host: string }[]
  readonly ip_allocations: readonly { readonly port_id: string; readonly ip_address: string }[]
  readonly provisioning_blocks: readonly { readonly object_id: string; readonly entity: string }[]
  readonly agents: readonly { readonly id: string; readonly host: string; readonly configurations: string }[]
  readonly subnets: readonly { readonly id: string; readonly network_id: string }[]
  readonly agent_assignments: readonly {
    readonly kind: string
    readonly object_id: string
    readonly agent_id: string
  }[]
  readonly feed_items: readonly { readonly topic: string; readonly item_key: string }[]
}

export async function readStore({ db }: Pick<Store, 'db'>): Promise<StoreRows> {
  return {
    networks: await db.selectFrom('networks').selectAll().execute(),
    segments: await db.selectFrom('segments').selectAll().execute(),
    segment_allocations: await db.selectFrom('segment_allocations').selectAll().execute(),
    ports: await db.selectFrom('ports').selectAll().execute(),
    port_bindings: await db.selectFrom('port_bindings').selectAll().execute(),
    port_binding_levels: await db.selectFrom('port_binding_levels').selectAll().execute(),
    ip_allocations: await db.selectFrom('ip_allocations').selectAll().execute(),
    provisioning_blocks: await db.selectFrom('provisioning_blocks').selectAll().execute(),
    agents: await db.selectFrom('agents').select(['id', 'host', 'configurations']).execute(),
    subnets: await db.selectFrom('subnets').select(['id', 'network_id']).execute(),
    agent_assignments: await db.selectFrom('agent_assignments').select(['kind', 'object_id', 'agent_id']).execute(),
    feed_items: await db.selectFrom('feed_items').select(['topic', 'item_key']).execute(),
  }
}
