import type { RuleAction } from '../model/firewall-rule.ts'

/** Bodies of the feed items of firewalls. Documented for third-party agents: fields are added, never changed or removed, within a major version. */

/** `firewall/<host>` → `router/<id>`: a router of this host has firewalls. */
export interface FirewalledRouterItem {
  readonly routerId: string
}

/** `firewall-router/<router id>` → `router`. There only as long as a port of the router is filtered. */
export interface RouterFilterItem {
  readonly routerId: string
  /** Of all that stands in this topic now; the agent reports it once the host has that. */
  readonly token: string
}

/** `firewall-router/<router id>` → `port/<id>`: one end that filters. */
export interface FilteredPortItem {
  readonly portId: string
  /** False = nothing passes. */
  readonly adminStateUp: boolean
  /** What may go to the port's network; null = nothing. */
  readonly ingressPolicyId: string | null
  /** What may come from there; null = nothing. */
  readonly egressPolicyId: string | null
}

/** `firewall-router/<router id>` → `policy/<id>`: the first rule that matches decides, and nothing else passes. */
export interface PolicyItem {
  readonly id: string
  /** Enabled ones, in order. */
  readonly ruleIds: readonly string[]
}

/** `firewall-router/<router id>` → `rule/<id>`. What is null is not asked about. */
export interface RuleItem {
  readonly id: string
  readonly ipVersion: 4 | 6
  /** Number of the IP protocol. */
  readonly protocol: number | null
  /** An address or a prefix, canonical. */
  readonly source: string | null
  readonly destination: string | null
  /** First and last. */
  readonly sourcePorts: readonly [number, number] | null
  readonly destinationPorts: readonly [number, number] | null
  readonly action: RuleAction
}
