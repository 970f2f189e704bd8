import { dhcpNetworkTopic } from '@netloom/core/dhcp'
import type { FeedWrite, Network, Port, Subnet } from '@netloom/core'
import type { DhcpNetworkItem, DhcpPortItem, DhcpSubnetItem } from '@netloom/core/dhcp'
import { NETWORK_KEY, portKey, subnetKey } from '@netloom/core/wire'

/** What is configured for all networks. */
export interface NetworkSettings {
  readonly dhcpLeaseDuration: number
  readonly dnsDomain: string
}

/** What the DHCP servers of a network must hear when one of its objects changes; nothing = nothing that concerns them. */
export function networkWrites(
  before: Network | undefined,
  after: Network,
  options: NetworkSettings,
): readonly FeedWrite[] {
  const topic = dhcpNetworkTopic(after.id)
  return changed(before && networkItem(before, options), networkItem(after, options), (body) => ({
    topic,
    key: NETWORK_KEY,
    revision: after.revisionNumber,
    body,
  }))
}

export function subnetWrites(before: Subnet | undefined, after: Subnet | undefined): readonly FeedWrite[] {
  const any = after ?? before
  if (any === undefined) return []
  const revision = after === undefined ? any.revisionNumber + 1 : any.revisionNumber
  return changed(before && subnetItem(before), after && subnetItem(after), (body) => ({
    topic: dhcpNetworkTopic(any.networkId),
    key: subnetKey(any.id),
    revision,
    body,
  }))
}

export function portWrites(before: Port | undefined, after: Port | undefined): readonly FeedWrite[] {
  const any = after ?? before
  if (any === undefined) return []
  const revision = after === undefined ? any.revisionNumber + 1 : any.revisionNumber
  return changed(before && portItem(before), after && itemAfter(before, after), (body) => ({
    topic: dhcpNetworkTopic(any.networkId),
    key: portKey(any.id),
    revision,
    body,
  }))
}

function changed<T>(
  before: T | undefined,
  after: T | undefined,
  write: (body: T | null) => FeedWrite,
): readonly FeedWrite[] {
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [write(after ?? null)]
}

function networkItem(network: Network, { dhcpLeaseDuration, dnsDomain }: NetworkSettings): DhcpNetworkItem {
  const domain = network.dnsDomain === '' ? dnsDomain : network.dnsDomain
  return {
    id: network.id,
    adminStateUp: network.adminStateUp,
    mtu: network.mtu,
    dnsDomain: domain.endsWith('.') ? domain.slice(0, -1) : domain,
    leaseDuration: dhcpLeaseDuration,
  }
}

function subnetItem(subnet: Subnet): DhcpSubnetItem {
  return {
    id: subnet.id,
    ipVersion: subnet.ipVersion,
    cidr: subnet.cidr,
    gatewayIp: subnet.gatewayIp,
    enableDhcp: subnet.enableDhcp,
    dnsNameservers: [...subnet.dnsNameservers],
    hostRoutes: subnet.hostRoutes.map(({ destination, nexthop }) => ({ destination, nexthop })),
    ipv6RaMode: subnet.ipv6RaMode,
    ipv6AddressMode: subnet.ipv6AddressMode,
    segmentId: subnet.segmentId,
  }
}

function itemAfter(before: Port | undefined, after: Port): DhcpPortItem | undefined {
  const item = portItem(after)
  return item && { ...item, ...unwired(before, after) }
}

/** A DHCPv6 lease is its client's DUID's; those of IPv4 follow the MAC. */
function unwired(before: Port | undefined, after: Port): Pick<DhcpPortItem, 'unwiredAt'> {
  const isTaken = before?.status === 'ACTIVE' && after.status !== 'ACTIVE'
  const leases6 = after.fixedIps.some(({ ipAddress }) => ipAddress.includes(':'))
  return isTaken && leases6 ? { unwiredAt: after.revisionNumber } : {}
}

/** A port without an address is nobody's client. */
function portItem(port: Port): DhcpPortItem | undefined {
  if (port.fixedIps.length === 0) return undefined
  return {
    id: port.id,
    macAddress: port.macAddress,
    fixedIps: port.fixedIps.map(({ subnetId, ipAddress }) => ({ subnetId, ipAddress })),
    deviceOwner: port.deviceOwner,
    deviceId: port.deviceId,
    host: port.binding.host,
    adminStateUp: port.adminStateUp,
    extraDhcpOptions: port.extraDhcpOptions.map(({ name, value, ipVersion }) => ({ name, value, ipVersion })),
    dnsName: port.dnsName,
  }
}
