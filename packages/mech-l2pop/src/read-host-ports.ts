import type { AgentConfigurations, PortStatus, Transaction } from '@netloom/core'
import type { AnnouncedPort, PopulationAgent } from './announcement.ts'

/** A port that other hosts know, or should, as the store has it. */
export interface StoredPort extends AnnouncedPort {
  readonly networkId: string
  readonly revision: number
}

/** Every ACTIVE bound port of a host; costs what the host holds, and is needed only when its VTEP changes. */
export async function readActivePorts(host: string, tx: Transaction): Promise<readonly StoredPort[]> {
  const rows = await tx.db
    .selectFrom('port_bindings as binding')
    .innerJoin('ports as port', 'port.id', 'binding.port_id')
    .innerJoin('port_binding_levels as level', (join) =>
      join.onRef('level.port_id', '=', 'binding.port_id').onRef('level.host', '=', 'binding.host'),
    )
    .innerJoin('segments as segment', 'segment.id', 'level.segment_id')
    .select([
      'port.id',
      'port.network_id',
      'port.mac_address',
      'port.device_owner',
      'port.status',
      'port.revision_number',
      'segment.network_type',
      'segment.segmentation_id',
    ])
    .where('binding.host', '=', host)
    .where('port.status', '=', 'ACTIVE')
    .orderBy('level.level')
    .execute()
  const addresses = await readAddresses(host, tx)
  // Ordered by level: of several rows of one port the deepest, the bottom segment, is the last.
  const ports = new Map<string, StoredPort>()
  for (const row of rows) {
    ports.set(row.id, {
      id: row.id,
      networkId: row.network_id,
      macAddress: row.mac_address,
      deviceOwner: row.device_owner,
      status: row.status as PortStatus,
      revision: row.revision_number,
      fixedIps: addresses.get(row.id) ?? [],
      host,
      segment: { networkType: row.network_type, segmentationId: row.segmentation_id },
    })
  }
  return [...ports.values()]
}

async function readAddresses(
  host: string,
  tx: Transaction,
): Promise<ReadonlyMap<string, { readonly ipAddress: string }[]>> {
  const rows = await tx.db
    .selectFrom('port_bindings as binding')
    .innerJoin('ip_allocations as allocation', 'allocation.port_id', 'binding.port_id')
    .select(['allocation.port_id', 'allocation.ip_address'])
    .where('binding.host', '=', host)
    .execute()
  const addresses = new Map<string, { readonly ipAddress: string }[]>()
  for (const { port_id, ip_address } of rows) {
    addresses.set(port_id, [...(addresses.get(port_id) ?? []), { ipAddress: ip_address }])
  }
  return addresses
}

/** The other agents of the host. */
export async function readOtherAgents(
  host: string,
  agentId: string,
  tx: Transaction,
): Promise<readonly PopulationAgent[]> {
  const rows = await tx.db
    .selectFrom('agents')
    .select('configurations')
    .where('host', '=', host)
    .where('id', '!=', agentId)
    .orderBy('agent_type')
    .execute()
  return rows.map(({ configurations }) => ({ configurations: JSON.parse(configurations) as AgentConfigurations }))
}
