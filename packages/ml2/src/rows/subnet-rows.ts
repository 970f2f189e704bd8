import type { AllocationPool, HostRoute, Ipv6Mode, Subnet } from '@netloom/core'
import type { SubnetsTable } from '@netloom/core/store'
import { textList } from './text-list.ts'

export function subnetRow(subnet: Subnet): SubnetsTable {
  return {
    id: subnet.id,
    network_id: subnet.networkId,
    project_id: subnet.projectId,
    name: subnet.name,
    ip_version: subnet.ipVersion,
    cidr: subnet.cidr,
    gateway_ip: subnet.gatewayIp,
    enable_dhcp: subnet.enableDhcp ? 1 : 0,
    allocation_pools: JSON.stringify(subnet.allocationPools),
    dns_nameservers: JSON.stringify(subnet.dnsNameservers),
    host_routes: JSON.stringify(subnet.hostRoutes),
    ipv6_ra_mode: subnet.ipv6RaMode,
    ipv6_address_mode: subnet.ipv6AddressMode,
    segment_id: subnet.segmentId,
    subnetpool_id: subnet.subnetpoolId,
    service_types: JSON.stringify(subnet.serviceTypes),
    tags: JSON.stringify(subnet.tags),
    description: subnet.description,
    revision_number: subnet.revisionNumber,
    created_at: subnet.createdAt,
    updated_at: subnet.updatedAt,
  }
}

export function subnetOf(row: SubnetsTable): Subnet {
  return {
    id: row.id,
    networkId: row.network_id,
    projectId: row.project_id,
    name: row.name,
    ipVersion: row.ip_version === 4 ? 4 : 6,
    cidr: row.cidr,
    gatewayIp: row.gateway_ip,
    enableDhcp: row.enable_dhcp === 1,
    allocationPools: JSON.parse(row.allocation_pools) as readonly AllocationPool[],
    dnsNameservers: JSON.parse(row.dns_nameservers) as readonly string[],
    hostRoutes: JSON.parse(row.host_routes) as readonly HostRoute[],
    ipv6RaMode: row.ipv6_ra_mode as Ipv6Mode | null,
    ipv6AddressMode: row.ipv6_address_mode as Ipv6Mode | null,
    segmentId: row.segment_id,
    subnetpoolId: row.subnetpool_id,
    serviceTypes: textList(row.service_types),
    tags: textList(row.tags),
    description: row.description,
    revisionNumber: row.revision_number,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
