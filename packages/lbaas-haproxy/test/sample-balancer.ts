import type {
  HealthMonitorItem,
  L7PolicyItem,
  L7RuleItem,
  ListenerItem,
  MemberItem,
  PoolItem,
  ServedLoadBalancer,
} from '@netloom/lbaas'

/** `id('a', 1)` → an id that begins with `a`. */
export const id = (first: string, number = 1): string =>
  `${first}${number.toString(16).padStart(7, '0')}-0000-4000-8000-000000000000`

export const LB: string = id('a')
export const LISTENER: string = id('b')
export const POOL: string = id('c')
export const VIP_PORT: string = id('d')

export const listener = (change: Partial<ListenerItem> = {}): ListenerItem => ({
  ...{ id: LISTENER, protocol: 'HTTP', protocolPort: 80, adminStateUp: true, connectionLimit: -1 },
  ...{ defaultPoolId: POOL, timeoutClientData: 50_000, timeoutMemberConnect: 5_000, timeoutMemberData: 50_000 },
  ...{ timeoutTcpInspect: 0, insertHeaders: [], allowedCidrs: null, defaultTlsContainerRef: null },
  ...{ sniContainerRefs: [], clientCaTlsContainerRef: null, clientCrlContainerRef: null },
  ...{ clientAuthentication: 'NONE', tlsCiphers: null, tlsVersions: null, alpnProtocols: null },
  ...change,
})

export const pool = (change: Partial<PoolItem> = {}): PoolItem => ({
  ...{ id: POOL, protocol: 'HTTP', lbAlgorithm: 'ROUND_ROBIN', adminStateUp: true, sessionPersistence: null },
  ...{ tlsEnabled: false, tlsContainerRef: null, caTlsContainerRef: null, crlContainerRef: null },
  ...{ tlsCiphers: null, tlsVersions: null, alpnProtocols: null },
  ...change,
})

export const member = (number: number, change: Partial<MemberItem> = {}): MemberItem => ({
  ...{ id: id('e', number), poolId: POOL, address: `10.0.0.${String(number + 10)}`, protocolPort: 80, weight: 1 },
  ...{ backup: false, adminStateUp: true, subnetId: null, monitorAddress: null, monitorPort: null },
  ...change,
})

export const monitor = (change: Partial<HealthMonitorItem> = {}): HealthMonitorItem => ({
  ...{ id: id('9'), poolId: POOL, type: 'HTTP', delay: 1, timeout: 1, maxRetries: 1, maxRetriesDown: 2 },
  ...{ httpMethod: 'GET', urlPath: '/', expectedCodes: '200', httpVersion: null, domainName: null },
  ...{ adminStateUp: true, ...change },
})

export const policy = (number: number, change: Partial<L7PolicyItem> = {}): L7PolicyItem => ({
  ...{ id: id('f', number), listenerId: LISTENER, position: number, action: 'REJECT', redirectPoolId: null },
  ...{ redirectUrl: null, redirectPrefix: null, redirectHttpCode: null, adminStateUp: true, ...change },
})

export const rule = (number: number, policyNumber: number, change: Partial<L7RuleItem> = {}): L7RuleItem => ({
  ...{ id: id('8', number), l7policyId: id('f', policyNumber), type: 'PATH', compareType: 'STARTS_WITH' },
  ...{ key: null, value: '/x', invert: false, adminStateUp: true, ...change },
})

export const balancer = (change: Partial<ServedLoadBalancer> = {}): ServedLoadBalancer => ({
  loadBalancer: { id: LB, projectId: 'p', provider: 'haproxy', adminStateUp: true, vipPortId: VIP_PORT },
  vips: [
    {
      ...{ portId: VIP_PORT, networkId: id('7'), macAddress: 'fa:16:3e:00:00:0a', mtu: 1450, adminStateUp: true },
      addresses: [
        {
          ...{ ipAddress: '10.0.0.5', subnetId: id('6'), cidr: '10.0.0.0/24', ipVersion: 4, gatewayIp: '10.0.0.1' },
          ...{ ipv6RaMode: null, hostRoutes: [] },
        },
      ],
    },
  ],
  listeners: [listener()],
  pools: [pool()],
  members: [member(1), member(2)],
  ...{ healthMonitors: [], l7Policies: [], l7Rules: [], ...change },
})
