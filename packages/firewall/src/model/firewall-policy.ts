/** Rules in an order. */
export interface FirewallPolicy {
  readonly id: string
  readonly projectId: string
  readonly name: string
  readonly description: string
  readonly shared: boolean
  /** Somebody has looked at it since its last change. */
  readonly audited: boolean
  /** Ids, the first one that matches a packet decides. */
  readonly ruleIds: readonly string[]
  /** Who uses it: firewalls of version 1, groups of version 2. */
  readonly firewallIds: readonly string[]
  readonly revisionNumber: number
  readonly createdAt: string
  readonly updatedAt: string
}

export type FirewallPolicyUpdate = Partial<
  Pick<FirewallPolicy, 'name' | 'description' | 'shared' | 'audited' | 'ruleIds'>
>

export interface FirewallPolicyCreate extends FirewallPolicyUpdate {
  readonly projectId?: string
}

/** Where a rule goes: before or behind another one, else to the top. */
export interface RulePlace {
  readonly ruleId: string
  readonly insertBefore?: string | null
  readonly insertAfter?: string | null
}
