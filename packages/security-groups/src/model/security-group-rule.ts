import type { StandardAttributes } from '@netloom/core'

export type Direction = 'ingress' | 'egress'
export type Ethertype = 'IPv4' | 'IPv6'

/** What a rule lets pass, as it is stored. */
export interface RuleMatch {
  readonly direction: Direction
  readonly ethertype: Ethertype
  /** A name, or a number as text; null = any. */
  readonly protocol: string | null
  /** First and last destination port; type and code of an ICMP. */
  readonly portRangeMin: number | null
  readonly portRangeMax: number | null
  /** With its mask; host bits stay as they were given. */
  readonly remoteIpPrefix: string | null
  readonly remoteGroupId: string | null
  readonly remoteAddressGroupId: string | null
}

export interface SecurityGroupRule extends RuleMatch, Omit<StandardAttributes, 'tags'> {
  readonly id: string
  readonly projectId: string
  readonly securityGroupId: string
  /** {@link RuleMatch.remoteIpPrefix} without host bits. */
  readonly normalizedCidr: string | null
  readonly belongsToDefaultSg: boolean
}

/** What a request says of a match: texts and numbers in any spelling that Neutron takes. */
export interface RuleMatchRequest {
  readonly direction: string
  /** Default IPv4. */
  readonly ethertype?: string
  readonly protocol?: string | number | null
  readonly portRangeMin?: string | number | null
  readonly portRangeMax?: string | number | null
  readonly remoteIpPrefix?: string | null
  readonly remoteGroupId?: string | null
  readonly remoteAddressGroupId?: string | null
}

export interface SecurityGroupRuleCreate extends RuleMatchRequest {
  readonly id?: string
  readonly projectId?: string
  readonly securityGroupId: string
  readonly description?: string
}
