import { InvalidInputError } from '../../errors/segment-errors.ts'
import {
  DnsNameserversExhaustedError,
  HostRoutesExhaustedError,
  InvalidSubnetServiceTypeError,
} from '../../errors/subnet-errors.ts'
import type { HostRoute, Subnet, SubnetCreate } from '../../model/subnet.ts'
import { canonicalAddress, parseAddress, type Address } from '../ipam/address.ts'
import { cidrContains, formatCidr, parseCidr, type Cidr } from '../ipam/cidr.ts'
import type { Ml2Options } from '../ml2-options.ts'

/** The prefix, as asked for. @throws {InvalidInputError} unless it is one, of that version, and without host bits */
export function requireCidr(text: string, ipVersion: 4 | 6 | undefined): Cidr {
  const cidr = parseCidr(text)
  if (cidr === undefined) throw new InvalidInputError(`cidr = '${text}': must be an IP prefix such as 10.0.0.0/24`)
  if (cidr.prefixLength === 0) throw new InvalidInputError(`cidr = '${text}': 0 is not allowed as CIDR prefix length`)
  const canonical = formatCidr(cidr)
  const address = text.slice(0, text.indexOf('/'))
  if (parseAddress(address)?.value !== cidr.first) {
    throw new InvalidInputError(`cidr = '${text}': has host bits set; '${canonical}' is recommended`)
  }
  if (ipVersion !== undefined && ipVersion !== cidr.version) {
    throw new InvalidInputError(`cidr = '${text}': does not match ipVersion ${String(ipVersion)}`)
  }
  return cidr
}

const IPV4_NEVER = ['0.0.0.0/8', '127.0.0.0/8', '224.0.0.0/4']
const IPV6_NEVER = ['::1/128', 'ff00::/8']

/** @throws {InvalidInputError} for prefixes in which no DHCP server can serve */
export function requireDhcpFits(cidr: Cidr): void {
  const longest = cidr.version === 4 ? 30 : 126
  const text = formatCidr(cidr)
  if (cidr.prefixLength > longest) {
    throw new InvalidInputError(
      `cidr = '${text}': with enableDhcp the prefix length must be at most ${String(longest)} for IPv${String(cidr.version)}`,
    )
  }
  for (const never of cidr.version === 4 ? IPV4_NEVER : IPV6_NEVER) {
    const range = parseCidr(never)
    if (range !== undefined && cidrContains(range, { version: cidr.version, value: cidr.first })) {
      throw new InvalidInputError(`cidr = '${text}': lies in ${never}, which enableDhcp does not support`)
    }
  }
}

/** undefined = first address of the prefix, where it has one; null = none. @throws {InvalidInputError} */
export function requireGateway(cidr: Cidr, wanted: string | null | undefined): Address | undefined {
  if (wanted === null) return undefined
  if (wanted === undefined) {
    const first: Address = { version: cidr.version, value: cidr.first + 1n }
    return cidrContains(cidr, first) ? first : undefined
  }
  const gateway = parseAddress(wanted)
  if (gateway?.version !== cidr.version) {
    throw new InvalidInputError(`gatewayIp = '${wanted}': must be an IPv${String(cidr.version)} address`)
  }
  const special =
    cidr.version === 4 && cidr.prefixLength < 31 && (gateway.value === cidr.first || gateway.value === cidr.last)
  if (special) {
    throw new InvalidInputError(`gatewayIp = '${wanted}': is the network or broadcast address of ${formatCidr(cidr)}`)
  }
  return gateway
}

type Ipv6Modes = Pick<Subnet, 'ipv6RaMode' | 'ipv6AddressMode' | 'enableDhcp'>

/** @throws {InvalidInputError} */
export function requireModesFit(cidr: Cidr, { ipv6RaMode: ra, ipv6AddressMode: address, enableDhcp }: Ipv6Modes): void {
  if (ra === null && address === null) return
  const given = `ipv6RaMode = ${String(ra)}, ipv6AddressMode = ${String(address)}`
  if (cidr.version === 4) throw new InvalidInputError(`${given}: are not valid for an IPv4 subnet`)
  if (!enableDhcp) throw new InvalidInputError(`${given}: cannot be set when enableDhcp is false`)
  if (ra !== null && address !== null && ra !== address)
    throw new InvalidInputError(`${given}: must be equal if both are set`)
  const automatic = [ra, address].some((mode) => mode === 'slaac' || mode === 'dhcpv6-stateless')
  if (automatic && cidr.prefixLength !== 64) {
    throw new InvalidInputError(`${given}: needs a prefix length of 64, not ${String(cidr.prefixLength)}`)
  }
}

/** Canonical, no address twice. @throws {InvalidInputError} {@link DnsNameserversExhaustedError} */
export function checkNameservers(
  wanted: readonly string[],
  subnet: string,
  { maxDnsNameservers }: Ml2Options,
): readonly string[] {
  if (wanted.length > maxDnsNameservers) throw new DnsNameserversExhaustedError(subnet, maxDnsNameservers)
  const servers = wanted.map((text) => canonicalAddress(text) ?? text)
  const double = servers.find((text, index) => servers.indexOf(text) !== index)
  if (double !== undefined) throw new InvalidInputError(`dnsNameservers: '${double}' is listed twice`)
  return servers
}

/** Neutron: DEVICE_OWNER_PREFIXES and Nova's ports. */
const OWNER_PREFIXES = ['network:', 'neutron:', 'compute:']

/** No type twice. @throws {InvalidSubnetServiceTypeError} */
export function checkServiceTypes(wanted: readonly string[]): readonly string[] {
  const bad = wanted.find((type) => !OWNER_PREFIXES.some((prefix) => type.startsWith(prefix)))
  if (bad !== undefined) throw new InvalidSubnetServiceTypeError(bad)
  return [...new Set(wanted)]
}

/** Canonical. @throws {InvalidInputError} {@link HostRoutesExhaustedError} */
export function checkRoutes(
  wanted: NonNullable<SubnetCreate['hostRoutes']>,
  cidr: Cidr,
  { maxSubnetHostRoutes }: Ml2Options,
): readonly HostRoute[] {
  if (wanted.length > maxSubnetHostRoutes) throw new HostRoutesExhaustedError(formatCidr(cidr), maxSubnetHostRoutes)
  return wanted.map(({ destination, nexthop }) => {
    const to = parseCidr(destination)
    const via = parseAddress(nexthop)
    if (to?.version !== cidr.version || via?.version !== cidr.version) {
      throw new InvalidInputError(
        `hostRoutes: '${destination}' via '${nexthop}': must be an IPv${String(cidr.version)} prefix and address`,
      )
    }
    return { destination: formatCidr(to), nexthop: canonicalAddress(nexthop) ?? nexthop }
  })
}
