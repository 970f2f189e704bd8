/** Bodies of the feed items of security groups. Documented for third-party agents: fields are added, never changed or removed, within a major version. */

/** `security-group/<id>` → `rule/<id>`: one rule of the group, as stored (names are numbers, synonyms are one). */
export interface SecurityRuleItem {
  readonly id: string
  readonly direction: 'ingress' | 'egress'
  readonly ethertype: 'IPv4' | 'IPv6'
  /** Number of the IP protocol, 0…255; null = any. */
  readonly protocol: number | null
  /** First and last destination port; type and code of an ICMP. null = any. */
  readonly portMin: number | null
  readonly portMax: number | null
  /** Prefix of the other side, host bits are zero (`10.0.0.0/8`); null = any. At most one of the three remotes is set. */
  readonly remotePrefix: string | null
  /** The other side is an address of a port in this group. */
  readonly remoteGroupId: string | null
  /** The other side is in one of this address group's prefixes. */
  readonly remoteAddressGroupId: string | null
}

/**
 * `security-group-members/<id>` → `port/<id>`: addresses of one port of the group, for rules that name the group as remote. Fixed
 * addresses and those of allowed pairs, prefixes with host bits zero; a prefix of length 0 is none (LP 1867119).
 */
export interface SecurityMemberItem {
  readonly portId: string
  readonly addresses: readonly string[]
}

/** `address-group/<id>` → `addresses`, and `addresses/1`, `addresses/2`… where one item does not hold them: all together are the group. */
export interface AddressGroupItem {
  readonly id: string
  /** Prefixes with host bits zero; they may overlap. While a group grows or shrinks, one may be in two items. */
  readonly addresses: readonly string[]
}

/** What a port's item says of its groups, in `extensions['security-groups']`; absent = nobody filters, guards alone hold. */
export interface PortGroups {
  /** Sorted. Empty = nothing but what every port may passes. */
  readonly groupIds: readonly string[]
  /** False = each packet is judged alone, replies too: no group keeps state (`stateful=false`). Groups of one port never differ in it. */
  readonly stateful: boolean
}
