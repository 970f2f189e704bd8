/** The API's words, as items of agents have them. */

export const LISTENER_PROTOCOLS = ['HTTP', 'HTTPS', 'TCP', 'TERMINATED_HTTPS', 'UDP', 'SCTP', 'PROMETHEUS'] as const
export type ListenerProtocol = (typeof LISTENER_PROTOCOLS)[number]

export const POOL_PROTOCOLS = ['HTTP', 'HTTPS', 'PROXY', 'PROXYV2', 'TCP', 'UDP', 'SCTP'] as const
export type PoolProtocol = (typeof POOL_PROTOCOLS)[number]

export const LB_ALGORITHMS = ['SOURCE_IP', 'SOURCE_IP_PORT', 'ROUND_ROBIN', 'LEAST_CONNECTIONS'] as const
export type LbAlgorithm = (typeof LB_ALGORITHMS)[number]

export const PERSISTENCE_TYPES = ['SOURCE_IP', 'HTTP_COOKIE', 'APP_COOKIE'] as const
export type PersistenceType = (typeof PERSISTENCE_TYPES)[number]

export const HEALTH_MONITOR_TYPES = ['HTTP', 'HTTPS', 'PING', 'TCP', 'TLS-HELLO', 'UDP-CONNECT', 'SCTP'] as const
export type HealthMonitorType = (typeof HEALTH_MONITOR_TYPES)[number]

export const HTTP_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'OPTIONS', 'PATCH', 'CONNECT'] as const

export const L7_ACTIONS = ['REJECT', 'REDIRECT_TO_URL', 'REDIRECT_TO_POOL', 'REDIRECT_PREFIX'] as const
export type L7Action = (typeof L7_ACTIONS)[number]

export const REDIRECT_CODES = [301, 302, 303, 307, 308] as const

export const L7_RULE_TYPES = [
  'HOST_NAME',
  'PATH',
  'FILE_TYPE',
  'HEADER',
  'COOKIE',
  'SSL_CONN_HAS_CERT',
  'SSL_VERIFY_RESULT',
  'SSL_DN_FIELD',
] as const
export type L7RuleType = (typeof L7_RULE_TYPES)[number]

export const COMPARE_TYPES = ['CONTAINS', 'STARTS_WITH', 'EQUAL_TO', 'REGEX', 'ENDS_WITH'] as const
export type CompareType = (typeof COMPARE_TYPES)[number]

export const INSERTED_HEADERS = ['X-Forwarded-For', 'X-Forwarded-Port', 'X-Forwarded-Proto'] as const

/** Of the client's certificate: TERMINATED_HTTPS alone. */
export const INSERTED_TLS_HEADERS = [
  'X-SSL-Client-Verify',
  'X-SSL-Client-Has-Cert',
  'X-SSL-Client-DN',
  'X-SSL-Client-CN',
  'X-SSL-Issuer',
  'X-SSL-Client-SHA1',
  'X-SSL-Client-Not-Before',
  'X-SSL-Client-Not-After',
] as const

export const TLS_VERSIONS = ['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const
export const ALPN_PROTOCOLS = ['http/1.0', 'http/1.1', 'h2'] as const

/** Operating statuses. The agent says those of members; what their parents are, the controller makes of them. */
export const OPERATING_STATUSES = ['ONLINE', 'OFFLINE', 'DEGRADED', 'ERROR', 'DRAINING', 'NO_MONITOR'] as const
export type OperatingStatus = (typeof OPERATING_STATUSES)[number]
