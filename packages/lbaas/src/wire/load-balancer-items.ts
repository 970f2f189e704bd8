import type { HostRoute, Ipv6Mode } from '@netloom/core'
import type {
  CompareType,
  HealthMonitorType,
  L7Action,
  L7RuleType,
  LbAlgorithm,
  ListenerProtocol,
  PersistenceType,
  PoolProtocol,
} from './words.ts'

/**
 * Bodies of the feed items of load balancers, one item per object, so that a change of a member is one item. Documented for
 * third-party agents: fields are added, never changed or removed, within a major version. What is null is not asked for.
 */

/** `lb/<host>` → `loadbalancer/<id>`: the agent of this host has this balancer. */
export interface LoadBalancerAssignmentItem {
  readonly loadBalancerId: string
  /** Which driver of the agent serves it. */
  readonly provider: string
}

/** `loadbalancer/<id>` → `loadbalancer`. */
export interface LoadBalancerItem {
  readonly id: string
  readonly projectId: string
  readonly provider: string
  /** One that is down accepts no connections. */
  readonly adminStateUp: boolean
  /** The port with the address that `vip_address` shows; there may be more (`additional_vips`). */
  readonly vipPortId: string
}

/** `loadbalancer/<id>` → `vip/<port id>`: where it listens. */
export interface VipItem {
  readonly portId: string
  readonly networkId: string
  readonly macAddress: string
  /** Bytes of the largest IP packet inside the network. */
  readonly mtu: number
  readonly adminStateUp: boolean
  /** In one order, IPv4 first. */
  readonly addresses: readonly VipAddress[]
}

export interface VipAddress {
  readonly ipAddress: string
  readonly subnetId: string
  readonly cidr: string
  readonly ipVersion: 4 | 6
  readonly gatewayIp: string | null
  readonly ipv6RaMode: Ipv6Mode | null
  readonly hostRoutes: readonly HostRoute[]
}

/** `loadbalancer/<id>` → `listener/<id>`. */
export interface ListenerItem {
  readonly id: string
  readonly protocol: ListenerProtocol
  readonly protocolPort: number
  readonly adminStateUp: boolean
  /** -1 = no limit. */
  readonly connectionLimit: number
  readonly defaultPoolId: string | null
  /** Milliseconds, as the other three. */
  readonly timeoutClientData: number
  readonly timeoutMemberConnect: number
  readonly timeoutMemberData: number
  /** 0 = no inspection. */
  readonly timeoutTcpInspect: number
  /** Names of headers that are added to requests, sorted. */
  readonly insertHeaders: readonly string[]
  /** Who may connect: prefixes, canonical; null = everybody. */
  readonly allowedCidrs: readonly string[] | null
  readonly defaultTlsContainerRef: string | null
  /** In the order of the API. */
  readonly sniContainerRefs: readonly string[]
  readonly clientCaTlsContainerRef: string | null
  readonly clientCrlContainerRef: string | null
  readonly clientAuthentication: 'NONE' | 'OPTIONAL' | 'MANDATORY'
  readonly tlsCiphers: string | null
  readonly tlsVersions: readonly string[] | null
  readonly alpnProtocols: readonly string[] | null
}

export interface SessionPersistence {
  readonly type: PersistenceType
  /** Of APP_COOKIE alone. */
  readonly cookieName: string | null
}

/** `loadbalancer/<id>` → `pool/<id>`. */
export interface PoolItem {
  readonly id: string
  readonly protocol: PoolProtocol
  readonly lbAlgorithm: LbAlgorithm
  readonly adminStateUp: boolean
  readonly sessionPersistence: SessionPersistence | null
  /** Towards members. */
  readonly tlsEnabled: boolean
  readonly tlsContainerRef: string | null
  readonly caTlsContainerRef: string | null
  readonly crlContainerRef: string | null
  readonly tlsCiphers: string | null
  readonly tlsVersions: readonly string[] | null
  readonly alpnProtocols: readonly string[] | null
}

/** `loadbalancer/<id>` → `member/<id>`. */
export interface MemberItem {
  readonly id: string
  readonly poolId: string
  readonly address: string
  readonly protocolPort: number
  /** 0–256; 0 = it is drained. */
  readonly weight: number
  /** It is used only when no other member is up. */
  readonly backup: boolean
  readonly adminStateUp: boolean
  readonly subnetId: string | null
  /** Where the monitor asks instead. */
  readonly monitorAddress: string | null
  readonly monitorPort: number | null
}

/** `loadbalancer/<id>` → `health-monitor/<id>`: at most one per pool. */
export interface HealthMonitorItem {
  readonly id: string
  readonly poolId: string
  readonly type: HealthMonitorType
  /** Seconds between two checks. */
  readonly delay: number
  /** Seconds. */
  readonly timeout: number
  /** Successes until a member is ONLINE. */
  readonly maxRetries: number
  /** Failures until it is ERROR. */
  readonly maxRetriesDown: number
  /** These three are null but for HTTP and HTTPS. */
  readonly httpMethod: string | null
  readonly urlPath: string | null
  /** `200`, `200,202`, `200-204`. */
  readonly expectedCodes: string | null
  readonly httpVersion: '1.0' | '1.1' | null
  readonly domainName: string | null
  readonly adminStateUp: boolean
}

/** `loadbalancer/<id>` → `l7policy/<id>`: the first by position whose rules all match decides. */
export interface L7PolicyItem {
  readonly id: string
  readonly listenerId: string
  /** 1…, no two of a listener have the same. */
  readonly position: number
  readonly action: L7Action
  readonly redirectPoolId: string | null
  readonly redirectUrl: string | null
  readonly redirectPrefix: string | null
  readonly redirectHttpCode: number | null
  readonly adminStateUp: boolean
}

/** `loadbalancer/<id>` → `l7rule/<id>`: rules of a policy must all match; a policy without any matches nothing. */
export interface L7RuleItem {
  readonly id: string
  readonly l7policyId: string
  readonly type: L7RuleType
  readonly compareType: CompareType
  /** Name of the header or cookie, field of the certificate. */
  readonly key: string | null
  readonly value: string
  readonly invert: boolean
  readonly adminStateUp: boolean
}
