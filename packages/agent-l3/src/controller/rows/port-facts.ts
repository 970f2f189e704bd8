import type { FixedIp } from '@netloom/core'
import { inAddressOrder } from '@netloom/core/kit'
import { type Db, tablesIn } from '../store/tables.ts'

/** What floating IPs and port forwardings ask of the port that they lead to. */
export interface PortFacts {
  readonly id: string
  readonly projectId: string
  readonly networkId: string
  /** Whose network it is. */
  readonly networkProjectId: string
  readonly deviceOwner: string
  readonly fixedIps: readonly FixedIp[]
}

/** A port inside a transaction, in two statements. */
export async function portFacts(db: Db, id: string): Promise<PortFacts | undefined> {
  const row = await tablesIn(db)
    .selectFrom('ports')
    .innerJoin('networks', 'networks.id', 'ports.network_id')
    .select(['ports.id', 'ports.project_id', 'ports.network_id', 'ports.device_owner', 'networks.project_id as owner'])
    .where('ports.id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const addresses = await tablesIn(db)
    .selectFrom('ip_allocations')
    .select(['subnet_id', 'ip_address'])
    .where('port_id', '=', id)
    .execute()
  return {
    id: row.id,
    projectId: row.project_id,
    networkId: row.network_id,
    networkProjectId: row.owner,
    deviceOwner: row.device_owner,
    fixedIps: inAddressOrder(addresses.map((one) => ({ subnetId: one.subnet_id, ipAddress: one.ip_address }))),
  }
}

export const isIpv4 = ({ ipAddress }: FixedIp): boolean => !ipAddress.includes(':')
