import { addressText, macText } from '@netloom/core/wire'
import { z } from 'zod'
import type {
  HealthMonitorItem,
  L7PolicyItem,
  L7RuleItem,
  ListenerItem,
  LoadBalancerAssignmentItem,
  LoadBalancerItem,
  MemberItem,
  PoolItem,
  VipItem,
} from './load-balancer-items.ts'
import {
  CIPHERS_PATTERN,
  CONTAINER_REF_PATTERN,
  COOKIE_NAME_PATTERN,
  DOMAIN_NAME_PATTERN,
  EXPECTED_CODES_PATTERN,
  HEADER_NAME_PATTERN,
  ID_PATTERN,
  PREFIX_PATTERN,
  PROVIDER_PATTERN,
  RULE_VALUE_PATTERN,
  URL_PATH_PATTERN,
  URL_PATTERN,
} from './text-patterns.ts'
import {
  ALPN_PROTOCOLS,
  COMPARE_TYPES,
  HEALTH_MONITOR_TYPES,
  HTTP_METHODS,
  INSERTED_HEADERS,
  INSERTED_TLS_HEADERS,
  L7_ACTIONS,
  L7_RULE_TYPES,
  LB_ALGORITHMS,
  LISTENER_PROTOCOLS,
  PERSISTENCE_TYPES,
  POOL_PROTOCOLS,
  REDIRECT_CODES,
  TLS_VERSIONS,
} from './words.ts'

const id = z.string().regex(ID_PATTERN)
const port = z.number().int().min(1).max(65_535)
const milliseconds = z.number().int().min(0).max(2_073_600_000)
const prefix = z.string().regex(PREFIX_PATTERN)
const provider = z.string().regex(PROVIDER_PATTERN)
const containerRef = z.string().regex(CONTAINER_REF_PATTERN)
const tls = {
  tlsCiphers: z.string().regex(CIPHERS_PATTERN).nullable(),
  tlsVersions: z.array(z.enum(TLS_VERSIONS)).nullable(),
  alpnProtocols: z.array(z.enum(ALPN_PROTOCOLS)).nullable(),
}

export const assignmentItemSchema: z.ZodType<LoadBalancerAssignmentItem> = z.object({ loadBalancerId: id, provider })

export const loadBalancerItemSchema: z.ZodType<LoadBalancerItem> = z.object({
  id,
  projectId: z.string(),
  provider,
  adminStateUp: z.boolean(),
  vipPortId: id,
})

export const vipItemSchema: z.ZodType<VipItem> = z.object({
  portId: id,
  networkId: id,
  macAddress: macText,
  mtu: z.number().int(),
  adminStateUp: z.boolean(),
  addresses: z.array(
    z.object({
      ipAddress: addressText,
      subnetId: id,
      cidr: prefix,
      ipVersion: z.union([z.literal(4), z.literal(6)]),
      gatewayIp: addressText.nullable(),
      ipv6RaMode: z.enum(['slaac', 'dhcpv6-stateful', 'dhcpv6-stateless']).nullable(),
      hostRoutes: z.array(z.object({ destination: prefix, nexthop: addressText })),
    }),
  ),
})

export const listenerItemSchema: z.ZodType<ListenerItem> = z.object({
  id,
  protocol: z.enum(LISTENER_PROTOCOLS),
  protocolPort: port,
  adminStateUp: z.boolean(),
  connectionLimit: z.number().int().min(-1),
  defaultPoolId: id.nullable(),
  timeoutClientData: milliseconds,
  timeoutMemberConnect: milliseconds,
  timeoutMemberData: milliseconds,
  timeoutTcpInspect: milliseconds,
  insertHeaders: z.array(z.enum([...INSERTED_HEADERS, ...INSERTED_TLS_HEADERS])),
  allowedCidrs: z.array(prefix).nullable(),
  defaultTlsContainerRef: containerRef.nullable(),
  sniContainerRefs: z.array(containerRef),
  clientCaTlsContainerRef: containerRef.nullable(),
  clientCrlContainerRef: containerRef.nullable(),
  clientAuthentication: z.enum(['NONE', 'OPTIONAL', 'MANDATORY']),
  ...tls,
})

export const poolItemSchema: z.ZodType<PoolItem> = z.object({
  id,
  protocol: z.enum(POOL_PROTOCOLS),
  lbAlgorithm: z.enum(LB_ALGORITHMS),
  adminStateUp: z.boolean(),
  sessionPersistence: z
    .object({
      type: z.enum(PERSISTENCE_TYPES),
      cookieName: z.string().regex(COOKIE_NAME_PATTERN).nullable(),
    })
    .nullable(),
  tlsEnabled: z.boolean(),
  tlsContainerRef: containerRef.nullable(),
  caTlsContainerRef: containerRef.nullable(),
  crlContainerRef: containerRef.nullable(),
  ...tls,
})

export const memberItemSchema: z.ZodType<MemberItem> = z.object({
  id,
  poolId: id,
  address: addressText,
  protocolPort: port,
  weight: z.number().int().min(0).max(256),
  backup: z.boolean(),
  adminStateUp: z.boolean(),
  subnetId: id.nullable(),
  monitorAddress: addressText.nullable(),
  monitorPort: port.nullable(),
})

export const healthMonitorItemSchema: z.ZodType<HealthMonitorItem> = z.object({
  id,
  poolId: id,
  type: z.enum(HEALTH_MONITOR_TYPES),
  delay: z.number().int().min(0),
  timeout: z.number().int().min(0),
  maxRetries: z.number().int().min(1).max(10),
  maxRetriesDown: z.number().int().min(1).max(10),
  httpMethod: z.enum(HTTP_METHODS).nullable(),
  urlPath: z.string().regex(URL_PATH_PATTERN).nullable(),
  expectedCodes: z.string().regex(EXPECTED_CODES_PATTERN).nullable(),
  httpVersion: z.enum(['1.0', '1.1']).nullable(),
  domainName: z.string().regex(DOMAIN_NAME_PATTERN).nullable(),
  adminStateUp: z.boolean(),
})

const url = z.string().regex(URL_PATTERN).nullable()

export const l7PolicyItemSchema: z.ZodType<L7PolicyItem> = z.object({
  id,
  listenerId: id,
  position: z.number().int().min(1),
  action: z.enum(L7_ACTIONS),
  redirectPoolId: id.nullable(),
  redirectUrl: url,
  redirectPrefix: url,
  redirectHttpCode: z.literal(REDIRECT_CODES).nullable(),
  adminStateUp: z.boolean(),
})

export const l7RuleItemSchema: z.ZodType<L7RuleItem> = z.object({
  id,
  l7policyId: id,
  type: z.enum(L7_RULE_TYPES),
  compareType: z.enum(COMPARE_TYPES),
  key: z.string().regex(HEADER_NAME_PATTERN).nullable(),
  value: z.string().regex(RULE_VALUE_PATTERN),
  invert: z.boolean(),
  adminStateUp: z.boolean(),
})
