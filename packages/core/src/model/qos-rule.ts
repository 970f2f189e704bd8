/** In the order in which policies show their rules. */
export const QOS_RULE_TYPES = [
  'bandwidth_limit',
  'dscp_marking',
  'minimum_bandwidth',
  'minimum_packet_rate',
  'packet_rate_limit',
] as const
export type QosRuleType = (typeof QOS_RULE_TYPES)[number]

/** As the device on the port sees it: egress leaves it. `any` counts both together. */
export type QosDirection = 'ingress' | 'egress' | 'any'

/** Kbps are 1,000 bits a second, kpps 1,000 packets a second; bursts are kilobits and thousands of packets. */
export interface QosRuleParameters {
  readonly maxKbps?: number
  /** 0 = whatever the data plane takes for that rate. */
  readonly maxBurstKbps?: number
  readonly minKbps?: number
  readonly maxKpps?: number
  readonly maxBurstKpps?: number
  readonly minKpps?: number
  /** RFC 2474, 4594. */
  readonly dscpMark?: number
  readonly direction?: QosDirection
}

export interface QosRule extends QosRuleParameters {
  readonly id: string
  readonly policyId: string
  readonly type: QosRuleType
}

/** Those of its type; what is left out has the type's default. */
export type QosRuleCreate = QosRuleParameters
export type QosRuleUpdate = QosRuleParameters

/** What one driver can do of one type of rule: allowed values per parameter, under its name in the API. */
export type QosRuleSupport = Readonly<
  Record<string, { readonly start: number; readonly end: number } | readonly (string | number)[]>
>

export interface QosRuleTypeDetails {
  readonly type: QosRuleType
  readonly drivers: readonly { readonly name: string; readonly parameters: QosRuleSupport }[]
}
