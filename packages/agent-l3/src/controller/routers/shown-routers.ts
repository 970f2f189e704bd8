import type { FixedIp } from '@netloom/core'
import { chunks, inAddressOrder } from '@netloom/core/kit'
import { ROUTER_KIND } from '../../wire/router-topics.ts'
import type { Router, RouterHelper } from '../model/router.ts'
import { helpersOf } from '../rows/conntrack-helper-rows.ts'
import type { StoredRouter } from '../rows/router-rows.ts'
import { type Db, tablesIn } from '../store/tables.ts'

/** Routers as callers see them: three statements for some hundreds; of those just made only what gateways have is asked. */
export async function shownRouters(
  db: Db,
  routers: readonly StoredRouter[],
  { areNew }: { readonly areNew: boolean } = { areNew: false },
): Promise<readonly Router[]> {
  // One that was just made has no agent that would have a zone, and no helpers.
  const ids = areNew ? [] : routers.map(({ id }) => id)
  const addresses = await gatewayAddresses(
    db,
    routers.flatMap(({ gatewayPortId }) => gatewayPortId ?? []),
  )
  const zones = await zonesOf(db, ids)
  const helpers = await helpersOf(db, ids)
  const helpersByRouter = new Map<string, RouterHelper[]>()
  for (const { routerId, protocol, port, helper } of helpers) {
    helpersByRouter.set(routerId, [...(helpersByRouter.get(routerId) ?? []), { protocol, port, helper }])
  }
  return routers.map(({ gatewayPortId, gatewayNetworkId, enableSnat, ha, ...router }) => ({
    ...router,
    externalGatewayInfo:
      gatewayPortId === null || gatewayNetworkId === null
        ? null
        : { networkId: gatewayNetworkId, enableSnat, externalFixedIps: addresses.get(gatewayPortId) ?? [] },
    availabilityZones: zones.get(router.id) ?? [],
    conntrackHelpers: helpersByRouter.get(router.id) ?? [],
    ha: ha !== null,
    distributed: false,
  }))
}

async function gatewayAddresses(db: Db, portIds: readonly string[]): Promise<ReadonlyMap<string, readonly FixedIp[]>> {
  const found = new Map<string, FixedIp[]>()
  for (const piece of chunks(portIds)) {
    const rows = await tablesIn(db)
      .selectFrom('ip_allocations')
      .select(['port_id', 'subnet_id', 'ip_address'])
      .where('port_id', 'in', piece)
      .execute()
    for (const row of rows) {
      const address = { subnetId: row.subnet_id, ipAddress: row.ip_address }
      found.set(row.port_id, [...(found.get(row.port_id) ?? []), address])
    }
  }
  return new Map([...found].map(([id, fixedIps]) => [id, inAddressOrder(fixedIps)]))
}

async function zonesOf(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const zones = new Map<string, string[]>()
  for (const piece of chunks(ids)) {
    const rows = await tablesIn(db)
      .selectFrom('agent_assignments')
      .innerJoin('agents', 'agents.id', 'agent_assignments.agent_id')
      .select(['agent_assignments.object_id', 'agents.availability_zone'])
      .distinct()
      .where('agent_assignments.object_id', 'in', piece)
      .where('agent_assignments.kind', '=', ROUTER_KIND)
      .orderBy('agents.availability_zone')
      .execute()
    for (const { object_id: id, availability_zone: zone } of rows) {
      if (zone !== null) zones.set(id, [...(zones.get(id) ?? []), zone])
    }
  }
  return zones
}
