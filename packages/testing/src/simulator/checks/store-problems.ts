import type { AgentConfigurations } from '@netloom/core'
import type { StoreRows } from './store-rows.ts'
import { wantedDhcpItems } from './wanted-dhcp-items.ts'

/** Rows of a store that do not fit together: leftovers, and desired state that does not say what the resources say. */
export function storeProblems(rows: StoreRows): readonly string[] {
  return [
    ...orphans(rows),
    ...wrongSegments(rows),
    ...difference('the feed', [...wantedItems(rows), ...wantedDhcpItems(rows)], itemsOf(rows)),
  ]
}

function orphans(rows: StoreRows): readonly string[] {
  const ports = new Map(rows.ports.map((port) => [port.id, port]))
  const bound = new Set(rows.port_bindings.filter(isBound).map(({ port_id }) => port_id))
  const found: string[] = []
  const refers = (table: string, portId: string): void => {
    if (!ports.has(portId)) found.push(`${table} has a row of port ${portId}, which is gone`)
  }
  for (const { port_id } of rows.port_bindings) refers('port_bindings', port_id)
  for (const { port_id } of rows.ip_allocations) refers('ip_allocations', port_id)
  for (const { port_id } of rows.port_binding_levels) {
    refers('port_binding_levels', port_id)
    if (!bound.has(port_id)) found.push(`port ${port_id} has binding levels and is not bound`)
  }
  for (const { object_id, entity } of rows.provisioning_blocks) {
    refers('provisioning_blocks', object_id)
    const status = ports.get(object_id)?.status
    // A DHCP server gets to know ports that nobody has bound yet.
    if (status === 'ACTIVE' || (entity === 'L2' && !bound.has(object_id))) {
      found.push(`port ${object_id} waits to be provisioned, and is ${String(status)}`)
    }
  }
  return found
}

function wrongSegments({ segments, segment_allocations }: StoreRows): readonly string[] {
  const name = ({ network_type, segmentation_id }: StoreRows['segments'][number]): string =>
    `${network_type} ${String(segmentation_id)}`
  return difference('the segment pool', segments.map(name), segment_allocations.map(name))
}

function wantedItems({ networks, ports, port_bindings, agents, feed_items }: StoreRows): readonly string[] {
  const announced = new Set(feed_items.map(({ topic, item_key }) => `${topic} ${item_key}`))
  const places = new Map(port_bindings.filter(isBound).map(({ port_id, host }) => [port_id, host]))
  const wanted = new Set(networks.map(({ id }) => `network/${id} network`))
  for (const { host, configurations } of agents) {
    const { tunnelingIp, tunnelTypes = [] } = JSON.parse(configurations) as AgentConfigurations
    if (tunnelingIp !== undefined) for (const type of tunnelTypes) wanted.add(`tunnels/${type} endpoint/${host}`)
  }
  for (const { id, network_id, status } of ports) {
    const host = places.get(id)
    if (host === undefined) continue
    wanted.add(`host/${host} port/${id}`)
    // A port that its host changes is BUILD and goes on being announced.
    const isAnnounced = status === 'BUILD' && announced.has(`network/${network_id} port/${id}`)
    if (status === 'ACTIVE' || isAnnounced) wanted.add(`network/${network_id} member/${host}`)
  }
  return [...wanted]
}

/** Entries of ports are left to the tables of hosts: whether one is due depends on its owner and addresses. */
function itemsOf({ feed_items }: StoreRows): readonly string[] {
  return feed_items
    .filter(({ topic, item_key }) => !(topic.startsWith('network/') && item_key.startsWith('port/')))
    .map(({ topic, item_key }) => `${topic} ${item_key}`)
}

const isBound = ({ host, vif_type }: StoreRows['port_bindings'][number]): boolean =>
  host !== '' && vif_type !== 'unbound' && vif_type !== 'binding_failed'

function difference(where: string, wanted: readonly string[], actual: readonly string[]): readonly string[] {
  const [right, there] = [new Set(wanted), new Set(actual)]
  return [
    ...wanted.filter((one) => !there.has(one)).map((one) => `${where} lacks ${one}`),
    ...actual.filter((one) => !right.has(one)).map((one) => `${where} has ${one}`),
  ]
}
