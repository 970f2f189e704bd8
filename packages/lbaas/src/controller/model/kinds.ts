import type {
  HealthMonitorItem,
  L7PolicyItem,
  L7RuleItem,
  ListenerItem,
  MemberItem,
  PoolItem,
} from '../../wire/load-balancer-items.ts'

/** Names of the resources, in the order from the root of the tree to its leaves. */
export const OBJECT_KINDS = [
  'loadbalancer',
  'listener',
  'pool',
  'healthmonitor',
  'member',
  'l7policy',
  'l7rule',
] as const
export type ObjectKind = (typeof OBJECT_KINDS)[number]

export interface LoadBalancerAttributes {
  readonly provider: string
  readonly vipAddress: string | null
  readonly vipSubnetId: string | null
  readonly vipNetworkId: string | null
  readonly additionalVips: readonly { readonly subnetId: string; readonly ipAddress: string }[]
  /** The VIP's port goes with the balancer, unless it was there before. */
  readonly ownsPort: boolean
  readonly vipQosPolicyId: string | null
  readonly flavorId: string | null
  readonly availabilityZone: string | null
  /** Version 1 made it, for a pool: it is not shown by version 2. */
  readonly isLegacy: boolean
}

type Common = 'id' | 'adminStateUp'

/** What each kind has of its own. */
export interface AttributesOf {
  readonly loadbalancer: LoadBalancerAttributes
  readonly listener: Omit<ListenerItem, Common | 'insertHeaders'> & {
    readonly insertHeaders: Readonly<Record<string, string>>
  }
  readonly pool: Omit<PoolItem, Common>
  readonly healthmonitor: Omit<HealthMonitorItem, Common | 'poolId'>
  readonly member: Omit<MemberItem, Common | 'poolId'>
  readonly l7policy: Omit<L7PolicyItem, Common | 'listenerId'>
  readonly l7rule: Omit<L7RuleItem, Common | 'l7policyId'>
}

/** As messages call one of each. */
export const LABELS: Readonly<Record<ObjectKind, string>> = {
  loadbalancer: 'Load Balancer',
  listener: 'Listener',
  pool: 'Pool',
  healthmonitor: 'Health Monitor',
  member: 'Member',
  l7policy: 'L7 Policy',
  l7rule: 'L7 Rule',
}

/** As quotas call them; rules are not counted. */
export const QUOTAS: Readonly<Partial<Record<ObjectKind, string>>> = {
  loadbalancer: 'loadbalancer',
  listener: 'listener',
  pool: 'pool',
  healthmonitor: 'healthmonitor',
  member: 'member',
  l7policy: 'l7policy',
}
