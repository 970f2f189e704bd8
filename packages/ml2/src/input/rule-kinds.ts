import type { QosDirection, QosRuleParameters, QosRuleType } from '@netloom/core'

export type NumberParameter = Exclude<keyof QosRuleParameters, 'direction'>

interface NumberRange {
  /** Taken where a new rule does not say; absent = it has to. */
  readonly initial?: number
  /** Default: any whole number from 0 on. */
  readonly values?: readonly number[]
}

export interface RuleKind {
  readonly parameters: Readonly<Partial<Record<NumberParameter, NumberRange>>>
  /** Absent = rules of this type have none. The first is the default. */
  readonly directions?: readonly QosDirection[]
}

/** RFC 2474, 2597, 3246: class selectors, assured and expedited forwarding. */
const DSCP_MARKS = [0, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, 46, 48, 56]

/** One entry per rule type: everything that differs between them. */
export const RULE_KINDS: Readonly<Record<QosRuleType, RuleKind>> = {
  bandwidth_limit: { parameters: { maxKbps: {}, maxBurstKbps: { initial: 0 } }, directions: ['egress', 'ingress'] },
  dscp_marking: { parameters: { dscpMark: { values: DSCP_MARKS } } },
  minimum_bandwidth: { parameters: { minKbps: {} }, directions: ['egress', 'ingress'] },
  minimum_packet_rate: { parameters: { minKpps: {} }, directions: ['egress', 'ingress', 'any'] },
  packet_rate_limit: { parameters: { maxKpps: {}, maxBurstKpps: { initial: 0 } }, directions: ['egress', 'ingress'] },
}

/** Names of the numbers that rules of a type have. */
export function numbersOf(type: QosRuleType): readonly NumberParameter[] {
  return Object.keys(RULE_KINDS[type].parameters) as NumberParameter[]
}

/** What a new rule has where it does not say. */
export function defaultsOf(type: QosRuleType): QosRuleParameters {
  const { parameters, directions } = RULE_KINDS[type]
  const numbers = Object.entries(parameters).flatMap(([name, { initial }]) =>
    initial === undefined ? [] : [[name, initial] as const],
  )
  const [direction] = directions ?? []
  return { ...Object.fromEntries(numbers), ...(direction !== undefined && { direction }) }
}
