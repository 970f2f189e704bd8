import type { AgentConfigurations, DeviceKind, Rendered } from '@netloom/core'
import type {
  HealthMonitorItem,
  L7PolicyItem,
  L7RuleItem,
  ListenerItem,
  LoadBalancerItem,
  MemberItem,
  PoolItem,
  VipItem,
} from './load-balancer-items.ts'

/** One balancer, as far as its host is concerned. Lists are in no particular order. */
export interface ServedLoadBalancer {
  readonly loadBalancer: LoadBalancerItem
  readonly vips: readonly VipItem[]
  readonly listeners: readonly ListenerItem[]
  readonly pools: readonly PoolItem[]
  readonly members: readonly MemberItem[]
  readonly healthMonitors: readonly HealthMonitorItem[]
  readonly l7Policies: readonly L7PolicyItem[]
  readonly l7Rules: readonly L7RuleItem[]
}

/**
 * What serves balancers on hosts (haproxy is one). Pure: what a balancer needs comes out as device states, so that serving it,
 * changing members, reloading and ending are what the difference to the host's actual state asks for.
 */
export interface LoadBalancerDriver {
  /** The `provider` of the API whose balancers it serves. */
  readonly name: string
  readonly configurations?: AgentConfigurations
  readonly kinds?: readonly DeviceKind[]
  /** Everything that the balancer needs here. */
  loadBalancer(balancer: ServedLoadBalancer): readonly Rendered[]
}
