import type { AllocationPool, Subnet } from '@netloom/core'
import { type Address, type Cidr, type IpVersion, parseAddress } from '@netloom/core/kit'
import type { SubnetsTable } from '@netloom/core/store'
import { storedPrefix } from '../prefixes/canonical-prefixes.ts'
import { textList } from './text-list.ts'

/** What choosing addresses needs of a subnet. */
export interface SubnetAddressing {
  readonly id: string
  readonly version: IpVersion
  readonly cidr: Cidr
  /** Hosts make their addresses themselves (SLAAC): ports get EUI-64 addresses, pools are not used. */
  readonly isAutomatic: boolean
  /** Network segment the subnet is tied to; null = any. */
  readonly segmentId: string | null
  readonly pools: string
  readonly enableDhcp: boolean
  /** Device owners that get addresses of it; empty = all. */
  readonly serviceTypes: readonly string[]
  /** Where its prefix was taken from. */
  readonly subnetpoolId: string | null
}

/** Columns of `subnets`, left-joined with `subnetpools`. */
export const SUBNET_ADDRESSING = [
  'subnets.id',
  'subnets.network_id',
  'subnets.cidr',
  'subnets.ip_version',
  'subnets.ipv6_ra_mode',
  'subnets.ipv6_address_mode',
  'subnets.segment_id',
  'subnets.allocation_pools',
  'subnets.enable_dhcp',
  'subnets.service_types',
  'subnets.subnetpool_id',
  'subnetpools.address_scope_id',
] as const

export type JoinedSubnetRow = Pick<
  SubnetsTable,
  | 'id'
  | 'network_id'
  | 'cidr'
  | 'ip_version'
  | 'ipv6_ra_mode'
  | 'ipv6_address_mode'
  | 'segment_id'
  | 'allocation_pools'
  | 'enable_dhcp'
  | 'service_types'
  | 'subnetpool_id'
> & { readonly address_scope_id: string | null }

export function subnetAddressing(row: JoinedSubnetRow): SubnetAddressing {
  return {
    id: row.id,
    version: row.ip_version === 4 ? 4 : 6,
    cidr: storedPrefix(row.cidr),
    isAutomatic: isAutomatic(row.ipv6_ra_mode) || isAutomatic(row.ipv6_address_mode),
    segmentId: row.segment_id,
    pools: row.allocation_pools,
    enableDhcp: row.enable_dhcp === 1,
    serviceTypes: textList(row.service_types),
    subnetpoolId: row.subnetpool_id,
  }
}

export function addressingOf(subnet: Subnet): SubnetAddressing {
  return {
    id: subnet.id,
    version: subnet.ipVersion,
    cidr: storedPrefix(subnet.cidr),
    isAutomatic: isAutomatic(subnet.ipv6RaMode) || isAutomatic(subnet.ipv6AddressMode),
    segmentId: subnet.segmentId,
    pools: JSON.stringify(subnet.allocationPools),
    enableDhcp: subnet.enableDhcp,
    serviceTypes: subnet.serviceTypes,
    subnetpoolId: subnet.subnetpoolId,
  }
}

export function isInPools({ pools, version }: SubnetAddressing, { value }: Address): boolean {
  return (JSON.parse(pools) as readonly AllocationPool[]).some(({ start, end }) => {
    const first = parseAddress(start)
    const last = parseAddress(end)
    return first?.version === version && last !== undefined && value >= first.value && value <= last.value
  })
}

function isAutomatic(mode: string | null): boolean {
  return mode === 'slaac' || mode === 'dhcpv6-stateless'
}
