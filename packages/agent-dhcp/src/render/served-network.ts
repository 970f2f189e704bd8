import { isRouterInterface } from './router-interface.ts'
import type { DhcpNetwork, DhcpPortItem, DhcpSubnetItem } from '@netloom/core/dhcp'

/** A subnet that this server answers for, and its own address there. */
export interface ServedSubnet extends DhcpSubnetItem {
  readonly ownAddress: string
  /** No router holds its gateway address: nobody else leads out of it. */
  readonly isIsolated: boolean
}

/** Subnets with DHCP in which the server has an address. IPv6 prefixes that are no /64 or longer cannot be served. */
export function servedSubnets({ subnets, ports, own }: DhcpNetwork): readonly ServedSubnet[] {
  if (own === undefined) return []
  return subnets.flatMap((subnet): readonly ServedSubnet[] => {
    const ownAddress = own.fixedIps.find(({ subnetId }) => subnetId === subnet.id)?.ipAddress
    if (!subnet.enableDhcp || ownAddress === undefined || prefixLength(subnet) > 126) return []
    if (subnet.ipVersion === 6 && prefixLength(subnet) < 64) return []
    return [{ ...subnet, ownAddress, isIsolated: isIsolated(subnet, ports) }]
  })
}

/** Clients that the server answers: addresses by SLAAC are nobody's to hand out. */
export const isAddressed = (subnet: DhcpSubnetItem): boolean =>
  subnet.ipVersion === 4 || (subnet.ipv6AddressMode ?? subnet.ipv6RaMode ?? 'dhcpv6-stateful') === 'dhcpv6-stateful'

/** Options alone (RFC 8415, 6.1): the client makes its address itself. */
export const isStateless = (subnet: DhcpSubnetItem): boolean =>
  subnet.ipVersion === 6 && (subnet.ipv6AddressMode ?? subnet.ipv6RaMode) === 'dhcpv6-stateless'

export const prefixLength = ({ cidr }: Pick<DhcpSubnetItem, 'cidr'>): number =>
  Number(cidr.slice(cidr.indexOf('/') + 1))

function isIsolated(subnet: DhcpSubnetItem, ports: readonly DhcpPortItem[]): boolean {
  return !ports.some(
    ({ deviceOwner, fixedIps }) =>
      isRouterInterface(deviceOwner) &&
      fixedIps.some(({ subnetId, ipAddress }) => subnetId === subnet.id && ipAddress === subnet.gatewayIp),
  )
}
