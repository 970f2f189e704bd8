import type { AgentConfigurations, DeviceKind, HostPlace, IniSections, OptionsVerdict, Rendered } from '@netloom/core'
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
import type { ObjectFacts } from './object-facts.ts'

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
  /** What its host knows of an object beside that its states are there. Absent = nothing. */
  status?(loadBalancerId: string, id: string): ObjectStatus
  /** Tells of objects whose status is another now. Returns the way to stop. */
  watch?(news: (loadBalancerId: string, ids: readonly string[]) => void): () => void
}

/** Of one object of a balancer. */
export interface ObjectStatus {
  /** It cannot be served (a certificate is wrong), whatever else is. */
  readonly error?: string
  readonly facts?: ObjectFacts
}

/**
 * How a driver is composed for a host, named in its package.json:
 * `"netloom": { "agentDrivers": { "haproxy": { "entry": ".#driverPackage", "role": "lbaas" } } }`. The name stands in
 * `[DEFAULT] device_driver`.
 */
export interface LoadBalancerDriverPackage {
  /** Judges an agent's file without looking at the host. @throws {ConfigurationError} with all problems at once */
  readOptions(ini: IniSections): OptionsVerdict
  /** @throws {ConfigurationError} when the files do not fit this host */
  compose(place: HostPlace): Promise<LoadBalancerDriver>
}
