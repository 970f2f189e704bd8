/**
 * How much one object may hold. Neutron's numbers where Neutron has some; elsewhere so much that nobody who works with the
 * API meets them, and so little that one request can be answered without keeping others waiting. `docs/operations.md` has
 * them in one table; the OpenAPI document shows each at its attribute.
 */
export const LIMITS = {
  /** Tags of an object, and tags that one filter of a list names. Neutron: the same for objects. */
  tags: 50,
  tagCharacters: 255,
  /** Addresses of a port, those that it asks for. */
  fixedIps: 500,
  /** Above what `max_allowed_address_pair` may be set to. */
  addressPairs: 1_000,
  /** A DHCP answer has room for a few of them. */
  extraDhcpOptions: 32,
  /** Neutron: columns of `extradhcpopts`. */
  dhcpOptionNameCharacters: 64,
  dhcpOptionValueCharacters: 255,
  /** `binding:profile` as JSON in Python's spelling. Neutron: column of `ml2_port_bindings`. */
  bindingProfileCharacters: 4_095,
  /** `availability_zone_hints` as JSON in Python's spelling. Neutron: column of `networks`. */
  availabilityZoneHintsCharacters: 255,
  /** Segments of a network that are named at its creation. */
  segments: 500,
  allocationPools: 1_000,
  /** Above what `max_dns_nameservers` may be set to. */
  dnsNameservers: 1_000,
  /** Above what `max_subnet_host_routes` may be set to. */
  hostRoutes: 1_000,
  serviceTypes: 100,
  /** Prefixes of a subnet pool, in one request and together. */
  prefixes: 10_000,
  /** Addresses of an address group, in one request and together. */
  addresses: 10_000,
  /** VLAN IDs of IEEE 802.1Q without the two reserved ones. */
  subports: 4_094,
  /** How often a query parameter may be repeated. A URL of 16 KiB has room for 400 ids. */
  repeats: 1_000,
  /** Parts of addresses that one filter of a list names (`fixed_ips=ip_address_substr=…`). */
  addressParts: 50,
} as const

/** Characters of a value as JSON the way Python writes it, which is what Neutron's columns count. */
export function pythonJsonLength(value: unknown): number {
  if (Array.isArray(value)) return 2 + separators(value.length) + total(value.map(pythonJsonLength))
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, part]) => part !== undefined)
    return (
      2 + separators(entries.length) + total(entries.map(([key, part]) => textLength(key) + 2 + pythonJsonLength(part)))
    )
  }
  return typeof value === 'string' ? textLength(value) : JSON.stringify(value ?? null).length
}

/** `, ` between two. */
const separators = (count: number): number => Math.max(0, count - 1) * 2
const total = (lengths: readonly number[]): number => lengths.reduce((sum, length) => sum + length, 0)

/** `ensure_ascii`: what is no ASCII is escaped, six characters for each UTF-16 unit. */
function textLength(text: string): number {
  return JSON.stringify(text).length + 5 * (text.match(/[^\x00-\x7f]/g)?.length ?? 0)
}
