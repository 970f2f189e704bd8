import type { ApiPort, ApiSubnet } from '../../api/neutron-types.ts'
import { Failure } from '../../base/failure.ts'

/** How a guest comes by the addresses of one IP version. */
export interface GuestFamily {
  readonly version: 4 | 6
  /** Who brings the address: a DHCP lease, or the kernel, from what routers advertise. */
  readonly by: 'lease' | 'advertisement'
  /** Whether a DHCP client runs: for the address, or only for names (DHCPv6, stateless). */
  readonly client: boolean
  /** Any of these will do. */
  readonly addresses: readonly string[]
  /** Bits of the subnet. */
  readonly prefix: number
}

/** What DHCP and advertisements have for a port. @throws {Failure} when that is nothing */
export function guestFamilies(port: ApiPort, subnets: readonly ApiSubnet[]): readonly GuestFamily[] {
  const families: GuestFamily[] = []
  for (const version of [4, 6] as const) {
    const ours = subnets.filter((subnet) => subnet.ip_version === version && hasDhcp(subnet))
    const fixed = port.fixed_ips.filter(({ subnet_id: id }) => ours.some((subnet) => subnet.id === id))
    const first = ours.find(({ id }) => id === fixed[0]?.subnet_id)
    if (first === undefined) continue
    const mode = first.ipv6_address_mode ?? 'dhcpv6-stateful'
    families.push({
      version,
      by: version === 4 || mode === 'dhcpv6-stateful' ? 'lease' : 'advertisement',
      client: version === 4 || mode !== 'slaac',
      addresses: fixed.map(({ ip_address: address }) => address),
      prefix: Number(first.cidr.split('/')[1]),
    })
  }
  if (families.length > 0) return families
  throw new Failure(
    `port ${port.id}: --dhcp, but none of its subnets has DHCP; leave it out, the address is set then`,
    'usage',
  )
}

/** A subnet for IPv6 without an address mode is for addresses that somebody sets. */
const hasDhcp = (subnet: ApiSubnet): boolean =>
  subnet.enable_dhcp && (subnet.ip_version === 4 || (subnet.ipv6_address_mode ?? null) !== null)
