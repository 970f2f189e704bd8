import {
  type QosPolicy,
  type QosRule,
  QosRuleParameterConflictError,
  type QosRuleParameters,
  QosRulesConflictError,
} from '@netloom/core'

/**
 * Whether a rule, new or changed, goes with the others of its policy. `asked` is what the request names. Neutron compares a
 * minimum with a limit whatever their directions.
 * @throws {QosRuleParameterConflictError} {@link QosRulesConflictError}
 */
export function requireCompatible(policy: QosPolicy, rule: QosRule, asked: QosRuleParameters): void {
  const others = policy.rules.filter(({ id }) => id !== rule.id)
  requireMinimumBelowLimit(policy.id, others, asked)
  if (rule.type === 'minimum_packet_rate') requireSameKindOfDirection(others, rule)
  const same = others.find((other) => other.type === rule.type && other.direction === rule.direction)
  if (same !== undefined) throw new QosRulesConflictError(rule.type, same.id, policy.id)
}

function requireMinimumBelowLimit(
  policyId: string,
  others: readonly QosRule[],
  { maxKbps, minKbps }: QosRuleParameters,
): void {
  for (const { type, maxKbps: limit, minKbps: minimum } of others) {
    if (maxKbps !== undefined && minimum !== undefined && minimum > maxKbps) {
      throw new QosRuleParameterConflictError(maxKbps, policyId, { type, value: minimum })
    }
    if (minKbps !== undefined && limit !== undefined && limit < minKbps) {
      throw new QosRuleParameterConflictError(minKbps, policyId, { type, value: limit })
    }
  }
}

/** A rate for both directions together and one for each of them cannot be promised at once. */
function requireSameKindOfDirection(others: readonly QosRule[], { policyId, direction = 'egress' }: QosRule): void {
  for (const { type, direction: existing } of others) {
    if (type !== 'minimum_packet_rate' || existing === undefined) continue
    if ((existing === 'any') !== (direction === 'any')) {
      throw new QosRuleParameterConflictError(direction, policyId, { type, value: existing })
    }
  }
}
