import type { AttributesOf } from './kinds.ts'

/** What services are asked for. Absent fields have Octavia's defaults; in updates they stay as they are. */
export interface NamedRequest {
  readonly name?: string
  readonly description?: string
  readonly adminStateUp?: boolean
  readonly tags?: readonly string[]
  /** Of children it is the balancer's, whatever is said. */
  readonly projectId?: string
}

export interface LoadBalancerCreate extends NamedRequest {
  readonly provider?: string | null
  readonly flavorId?: string | null
  readonly availabilityZone?: string | null
  readonly vipAddress?: string | null
  readonly vipPortId?: string | null
  readonly vipSubnetId?: string | null
  readonly vipNetworkId?: string | null
  readonly vipQosPolicyId?: string | null
  readonly additionalVips?: readonly { readonly subnetId: string; readonly ipAddress?: string }[]
  /** Fully populated. */
  readonly listeners?: readonly ListenerCreate[]
  readonly pools?: readonly PoolCreate[]
}

export type LoadBalancerUpdate = Omit<NamedRequest, 'projectId'> & Pick<LoadBalancerCreate, 'vipQosPolicyId'>

type Listener = AttributesOf['listener']
export interface ListenerCreate extends NamedRequest, Partial<Listener> {
  readonly loadbalancerId?: string
  readonly protocol: Listener['protocol']
  readonly protocolPort: number
  /** Inside of a balancer: a pool to be made, or the name of one that the same request makes. */
  readonly defaultPool?: PoolCreate | { readonly name: string }
  readonly l7policies?: readonly L7PolicyCreate[]
}
export type ListenerUpdate = Omit<NamedRequest, 'projectId'> & Partial<Omit<Listener, 'protocol' | 'protocolPort'>>

type Pool = AttributesOf['pool']
export interface PoolCreate extends NamedRequest, Partial<Pool> {
  readonly loadbalancerId?: string
  readonly listenerId?: string
  readonly protocol: Pool['protocol']
  readonly lbAlgorithm: Pool['lbAlgorithm']
  readonly members?: readonly MemberCreate[]
  readonly healthmonitor?: HealthMonitorCreate | null
}
export type PoolUpdate = Omit<NamedRequest, 'projectId'> & Partial<Omit<Pool, 'protocol'>>

type Member = AttributesOf['member']
export interface MemberCreate extends NamedRequest, Partial<Member> {
  readonly address: string
  readonly protocolPort: number
}
export type MemberUpdate = Omit<NamedRequest, 'projectId'> &
  Partial<Omit<Member, 'address' | 'protocolPort' | 'subnetId'>>

type HealthMonitor = AttributesOf['healthmonitor']
export interface HealthMonitorCreate extends NamedRequest, Partial<HealthMonitor> {
  readonly poolId?: string
  readonly type: HealthMonitor['type']
  readonly delay: number
  readonly timeout: number
  readonly maxRetries: number
}
export type HealthMonitorUpdate = Omit<NamedRequest, 'projectId'> & Partial<Omit<HealthMonitor, 'type'>>

type L7Policy = AttributesOf['l7policy']
export interface L7PolicyCreate extends NamedRequest, Partial<L7Policy> {
  readonly listenerId?: string
  readonly action: L7Policy['action']
  readonly redirectPool?: PoolCreate | { readonly name: string }
  readonly rules?: readonly L7RuleCreate[]
}
export type L7PolicyUpdate = Omit<NamedRequest, 'projectId'> & Partial<L7Policy>

type L7Rule = AttributesOf['l7rule']
export interface L7RuleCreate extends NamedRequest, Partial<L7Rule> {
  readonly type: L7Rule['type']
  readonly compareType: L7Rule['compareType']
  readonly value: string
}
export type L7RuleUpdate = Omit<NamedRequest, 'projectId'> & Partial<L7Rule>
