import type {
  HealthMonitorItem,
  L7PolicyItem,
  L7RuleItem,
  ListenerItem,
  MemberItem,
  PoolItem,
  ServedLoadBalancer,
} from '@netloom/lbaas'

/** A balancer as its configuration goes through it: lists in one order, so that equal balancers make equal files. */
export interface Balancer {
  readonly id: string
  readonly addresses: readonly string[]
  readonly listeners: readonly Listener[]
}

export interface Listener {
  readonly item: ListenerItem
  readonly policies: readonly Policy[]
  /** That it leads to, the default one first. */
  readonly pools: readonly Pool[]
}

export interface Policy {
  readonly item: L7PolicyItem
  readonly rules: readonly L7RuleItem[]
}

export interface Pool {
  readonly item: PoolItem
  readonly members: readonly MemberItem[]
  readonly monitor: HealthMonitorItem | undefined
}

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1)

/** Only what is up, and leads somewhere. */
export function balancerOf(served: ServedLoadBalancer): Balancer {
  const pools = new Map(served.pools.map((item) => [item.id, poolOf(item, served)]))
  const { loadBalancer, vips } = served
  const vip = vips.find(({ portId }) => portId === loadBalancer.vipPortId)
  const others = vips.filter((one) => one !== vip).toSorted((a, b) => (a.portId < b.portId ? -1 : 1))
  return {
    id: loadBalancer.id,
    addresses: [...(vip === undefined ? [] : [vip]), ...others].flatMap(({ addresses }) =>
      addresses.map(({ ipAddress }) => ipAddress),
    ),
    listeners: loadBalancer.adminStateUp
      ? served.listeners
          .filter(({ adminStateUp }) => adminStateUp)
          .toSorted(byId)
          .map((item) => listenerOf(item, served, pools))
      : [],
  }
}

const poolOf = (item: PoolItem, { members, healthMonitors }: ServedLoadBalancer): Pool => ({
  item,
  // A pool that is down has nobody to serve: 503.
  members: item.adminStateUp ? members.filter(({ poolId }) => poolId === item.id).toSorted(byId) : [],
  monitor: healthMonitors.find(({ poolId, adminStateUp }) => poolId === item.id && adminStateUp),
})

function listenerOf(item: ListenerItem, served: ServedLoadBalancer, pools: ReadonlyMap<string, Pool>): Listener {
  const policies = served.l7Policies
    .filter(({ listenerId, adminStateUp }) => listenerId === item.id && adminStateUp)
    .filter(({ redirectPoolId }) => redirectPoolId === null || pools.has(redirectPoolId))
    .toSorted((a, b) => a.position - b.position || byId(a, b))
    .map((policy): Policy => ({ item: policy, rules: rulesOf(policy, served) }))
    // Without a rule it would match everything: it matches nothing.
    .filter(({ rules }) => rules.length > 0)
  const ids = [item.defaultPoolId, ...policies.map(({ item: { redirectPoolId } }) => redirectPoolId)]
  const known = [...new Set(ids)].map((id) => pools.get(id ?? ''))
  return { item, policies, pools: known.filter((pool) => pool !== undefined) }
}

const rulesOf = ({ id }: L7PolicyItem, { l7Rules }: ServedLoadBalancer): readonly L7RuleItem[] =>
  l7Rules.filter(({ l7policyId, adminStateUp }) => l7policyId === id && adminStateUp).toSorted(byId)
