import type { FixedIp, ExtraDhcpOption } from '../model/port.ts'
import type { HostRoute, Ipv6Mode } from '../model/subnet.ts'

/** Bodies of the feed items of DHCP. Documented for third-party agents: fields are added, never changed or removed, within a major version. */

/** `dhcp/<host>` → `network/<id>`: the DHCP agent of this host serves this network. */
export interface DhcpAssignmentItem {
  readonly networkId: string
}

/** `dhcp-network/<id>` → `network`. */
export interface DhcpNetworkItem {
  readonly id: string
  /** A network that is down is served no more (Neutron: disable_dhcp_helper). */
  readonly adminStateUp: boolean
  /** Bytes of the largest IP packet inside the network. */
  readonly mtu: number
  /** Domain of its hosts, without a dot at the end; '' = none. */
  readonly dnsDomain: string
  /** Seconds that a lease lasts; -1 = for ever. Neutron: `dhcp_lease_duration`. */
  readonly leaseDuration: number
}

/** `dhcp-network/<id>` → `subnet/<id>`: every subnet, those without DHCP, too: routes lead to them. */
export interface DhcpSubnetItem {
  readonly id: string
  readonly ipVersion: 4 | 6
  readonly cidr: string
  readonly gatewayIp: string | null
  readonly enableDhcp: boolean
  readonly dnsNameservers: readonly string[]
  readonly hostRoutes: readonly HostRoute[]
  readonly ipv6RaMode: Ipv6Mode | null
  readonly ipv6AddressMode: Ipv6Mode | null
  readonly segmentId: string | null
}

/** `dhcp-network/<id>` → `port/<id>`: every port with an address, the servers' own and routers', too. */
export interface DhcpPortItem {
  readonly id: string
  readonly macAddress: string
  readonly fixedIps: readonly FixedIp[]
  readonly deviceOwner: string
  readonly deviceId: string
  /** Host it is bound to, '' = none. A server finds its own port by {@link dhcpDeviceId}. */
  readonly host: string
  readonly adminStateUp: boolean
  readonly extraDhcpOptions: readonly ExtraDhcpOption[]
  /** '' = `host-<address with dashes>`. */
  readonly dnsName: string
  /**
   * Revision with which it was last taken off its wire: the guest that comes next may be another one, with a DUID of its own, so
   * leases of IPv6 from before end. Absent = not since something else of it was told.
   */
  readonly unwiredAt?: number
}
