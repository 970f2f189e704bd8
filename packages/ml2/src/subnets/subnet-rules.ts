import {
  DnsNameserversExhaustedError,
  type HostRoute,
  HostRoutesExhaustedError,
  InvalidFieldsError,
  InvalidInputError,
  InvalidSubnetServiceTypeError,
  type Ml2Options,
  type Subnet,
  type SubnetCreate,
} from '@netloom/core'
import {
  type Address,
  canonicalAddress,
  type Cidr,
  cidrContains,
  formatCidr,
  parseAddress,
  parseCidr,
} from '@netloom/core/kit'

/** The prefix, host bits cleared. @throws {InvalidInputError} unless it is one, and of that version */
export function requireCidr(text: string, ipVersion: 4 | 6 | undefined): Cidr {
  const cidr = parseCidr(text)
  if (cidr === undefined) throw new InvalidInputError(`${text} is not in a CIDR format`)
  if (ipVersion !== undefined && ipVersion !== cidr.version) {
    throw new InvalidInputError(`cidr '${text}' does not match the ip_version '${String(ipVersion)}'`)
  }
  if (cidr.prefixLength === 0) throw new InvalidInputError('0 is not allowed as CIDR prefix length')
  return cidr
}

/** Prefixes that are no place for hosts, and how they are called. */
const NEVER = {
  4: [
    ['0.0.0.0/8', "First IP '0.0.0.0' of network"],
    ['127.0.0.0/8', 'Loopback IP subnet'],
    ['224.0.0.0/4', 'Multicast IP subnet'],
  ],
  6: [
    ['::1/128', 'Loopback IP subnet'],
    ['ff00::/8', 'Multicast IP subnet'],
  ],
} as const

/** @throws {InvalidInputError} for prefixes in which no DHCP server can serve */
export function requireDhcpFits(cidr: Cidr): void {
  const longest = cidr.version === 4 ? 30 : 126
  if (cidr.prefixLength > longest) {
    throw new InvalidInputError('Subnet has a prefix length that is incompatible with DHCP service enabled')
  }
  for (const [never, name] of NEVER[cidr.version]) {
    const range = parseCidr(never)
    if (range !== undefined && cidrContains(range, { version: cidr.version, value: cidr.first })) {
      throw new InvalidInputError(`${name} is not supported if enable_dhcp is True`)
    }
  }
}

/**
 * undefined = the first address behind that of the network; in IPv6 that one, the Subnet-Router anycast address (RFC 4291,
 * 2.6.1). null = none. @throws {InvalidInputError}
 */
export function requireGateway(cidr: Cidr, wanted: string | null | undefined): Address | undefined {
  if (wanted === null) return undefined
  if (wanted === undefined) {
    const first: Address = { version: cidr.version, value: cidr.version === 6 ? cidr.first : cidr.first + 1n }
    return cidrContains(cidr, first) ? first : undefined
  }
  const gateway = parseAddress(wanted)
  if (gateway?.version !== cidr.version) {
    throw new InvalidInputError(`gateway_ip '${wanted}' does not match the ip_version '${String(cidr.version)}'`)
  }
  const special =
    cidr.version === 4 && cidr.prefixLength < 31 && (gateway.value === cidr.first || gateway.value === cidr.last)
  if (special) throw new InvalidInputError('Gateway is not valid on subnet')
  return gateway
}

type Ipv6Modes = Pick<Subnet, 'ipv6RaMode' | 'ipv6AddressMode' | 'enableDhcp'>

/** @throws {InvalidInputError} */
export function requireModesFit(cidr: Cidr, { ipv6RaMode: ra, ipv6AddressMode: address, enableDhcp }: Ipv6Modes): void {
  if (ra === null && address === null) return
  if (cidr.version === 4) {
    throw new InvalidInputError(
      `${ra === null ? 'ipv6_address_mode' : 'ipv6_ra_mode'} is not valid when ip_version is 4`,
    )
  }
  if (!enableDhcp) {
    throw new InvalidInputError('ipv6_ra_mode or ipv6_address_mode cannot be set when enable_dhcp is set to False')
  }
  if (ra !== null && address !== null && ra !== address) {
    throw new InvalidInputError(
      `ipv6_ra_mode set to '${ra}' with ipv6_address_mode set to '${address}' is not valid. ` +
        'If both attributes are set, they must be the same value',
    )
  }
  const automatic = [ra, address].some((mode) => mode === 'slaac' || mode === 'dhcpv6-stateless')
  if (automatic && cidr.prefixLength !== 64) {
    throw new InvalidInputError(
      `Invalid CIDR ${formatCidr(cidr)} for IPv6 address mode. ` +
        'OpenStack uses the EUI-64 address format, which requires the prefix to be /64',
    )
  }
}

/** Canonical, no address twice. @throws {InvalidInputError} {@link DnsNameserversExhaustedError} */
export function checkNameservers(
  wanted: readonly string[],
  cidr: Cidr,
  subnet: string,
  { maxDnsNameservers }: Ml2Options,
): readonly string[] {
  if (wanted.length > maxDnsNameservers) throw new DnsNameserversExhaustedError(subnet, maxDnsNameservers)
  const servers = wanted.map((text) => {
    if (parseAddress(text)?.version !== cidr.version) throw wrongVersion('dns_nameserver', text, cidr)
    return canonicalAddress(text) ?? text
  })
  const double = servers.find((text, index) => servers.indexOf(text) !== index)
  if (double !== undefined) {
    throw new InvalidFieldsError([{ path: ['dnsNameservers'], problem: `Duplicate nameserver '${double}'` }])
  }
  return servers
}

/** Neutron: DEVICE_OWNER_PREFIXES and Nova's ports. */
const OWNER_PREFIXES = ['network:', 'neutron:', 'compute:']

/**
 * Neutron adds its last prefix, `compute:`, letter by letter, so it takes whatever begins with one of them (`test:…`, which its API
 * tests rely on).
 */
const isOwnerPrefix = (type: string): boolean =>
  /^[compute:]/.test(type) || OWNER_PREFIXES.some((prefix) => type.startsWith(prefix))

/** No type twice. @throws {InvalidSubnetServiceTypeError} */
export function checkServiceTypes(wanted: readonly string[]): readonly string[] {
  const bad = wanted.find((type) => !isOwnerPrefix(type))
  if (bad !== undefined) throw new InvalidSubnetServiceTypeError(bad)
  return [...new Set(wanted)]
}

/** Canonical. @throws {InvalidInputError} {@link HostRoutesExhaustedError} */
export function checkRoutes(
  wanted: NonNullable<SubnetCreate['hostRoutes']>,
  cidr: Cidr,
  subnet: string,
  { maxSubnetHostRoutes }: Ml2Options,
): readonly HostRoute[] {
  if (wanted.length > maxSubnetHostRoutes) throw new HostRoutesExhaustedError(subnet, maxSubnetHostRoutes)
  return wanted.map(({ destination, nexthop }) => {
    const to = parseCidr(destination)
    const via = parseAddress(nexthop)
    if (to?.version !== cidr.version) throw wrongVersion('destination', destination, cidr)
    if (via?.version !== cidr.version) throw wrongVersion('nexthop', nexthop, cidr)
    return { destination: formatCidr(to), nexthop: canonicalAddress(nexthop) ?? nexthop }
  })
}

function wrongVersion(what: string, given: string, { version }: Cidr): InvalidInputError {
  return new InvalidInputError(`${what} '${given}' does not match the ip_version '${String(version)}'`)
}
