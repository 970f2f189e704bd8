export type RuleAction = 'allow' | 'deny' | 'reject'

/** What a rule is about; null = any. */
export interface RuleMatch {
  /** `tcp`, `udp`, `icmp`, …, in lower case. */
  readonly protocol: string | null
  readonly ipVersion: 4 | 6
  /** An address or a prefix, as it was given. */
  readonly sourceIpAddress: string | null
  readonly destinationIpAddress: string | null
  /** `80` or `80:90`. */
  readonly sourcePort: string | null
  readonly destinationPort: string | null
  readonly action: RuleAction
}

export interface FirewallRule extends RuleMatch {
  readonly id: string
  readonly projectId: string
  readonly name: string
  readonly description: string
  readonly shared: boolean
  /** False = as if it were not there. */
  readonly enabled: boolean
  /** Policies that it is in. Version 1 has one at most. */
  readonly policyIds: readonly string[]
  /** In its policy, from 1; null where it is in none. Version 1 alone shows it. */
  readonly position: number | null
  readonly revisionNumber: number
  readonly createdAt: string
  readonly updatedAt: string
}

export type FirewallRuleUpdate = Partial<RuleMatch & Pick<FirewallRule, 'name' | 'description' | 'shared' | 'enabled'>>

export interface FirewallRuleCreate extends FirewallRuleUpdate {
  readonly projectId?: string
}
