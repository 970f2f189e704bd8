import type { QosRule, QosRuleType } from '@netloom/core'
import { ADMIN, READER } from '../policy/rule.ts'
import type { Attribute } from '../resource/attribute.ts'
import { camelCase } from '../resource/compiled.ts'
import { defineResource, type Resource, type Values } from '../resource/resource.ts'
import { dscpMark } from '../values/dscp-mark.ts'
import { oneOf } from '../values/one-of.ts'
import { range } from '../values/range.ts'
import { text } from '../values/text.ts'
import { uuid } from '../values/uuid.ts'

type Attributes = Readonly<Record<string, Attribute<QosRule>>>

const amount = range(0, 2 ** 31 - 1)
const required: Attribute<QosRule> = { type: amount, post: 'required', put: 'allowed', filter: true, sort: true }
const burst: Attribute<QosRule> = { ...required, post: 'allowed' }
const direction: Attribute<QosRule> = { ...burst, type: oneOf('egress', 'ingress') }

/** Types of rules: what their resources do not have in common. `alias` = there are routes without the policy, too. */
const KINDS: Readonly<
  Record<QosRuleType, { readonly what: string; readonly attributes: Attributes; readonly alias?: true }>
> = {
  bandwidth_limit: {
    what: 'Limits the rate of traffic.',
    attributes: { max_kbps: required, max_burst_kbps: burst, direction },
    alias: true,
  },
  dscp_marking: {
    what: 'Marks outgoing packets with a DSCP code point.',
    attributes: { dscp_mark: { ...required, type: dscpMark } },
    alias: true,
  },
  minimum_bandwidth: {
    what: 'Promises a rate of traffic.',
    attributes: { min_kbps: required, direction },
    alias: true,
  },
  minimum_packet_rate: {
    what: 'Promises a rate of packets.',
    attributes: { min_kpps: required, direction: { ...direction, type: oneOf('egress', 'ingress', 'any') } },
    alias: true,
  },
  packet_rate_limit: {
    what: 'Limits the rate of packets.',
    attributes: { max_kpps: required, max_burst_kpps: burst, direction },
  },
}

const TYPES = Object.keys(KINDS) as QosRuleType[]
const POLICY = { create: ADMIN, read: READER, update: ADMIN, delete: ADMIN }
const id: Attribute<QosRule> = { type: uuid, filter: true, sort: true }

/** `/v2.0/qos/policies/{policy_id}/bandwidth_limit_rules` and its sisters. */
export const qosRuleResources: readonly Resource[] = TYPES.map((type) =>
  defineResource<QosRule>({
    name: `${type}_rule`,
    plural: `${type}_rules`,
    path: `qos/policies/:policy_id/${type}_rules`,
    summary: `${KINDS[type].what} Part of a QoS policy.`,
    extension: 'qos',
    ruleName: `policy_${type}_rule`,
    policy: POLICY,
    service: ({ qosRules }, { policy_id = '' }) => qosRules.of(policy_id, type),
    toCreate: withoutOwner,
    attributes: {
      ...KINDS[type].attributes,
      id,
      // a rule belongs to its policy's project whatever a request says
      tenant_id: { type: text(255), field: 'projectId', post: 'allowed', writeOnly: true },
    },
  }),
)

/** `/v2.0/qos/alias_bandwidth_limit_rules/{id}` and its sisters: rules by their id alone. Dashes do as well. */
export const qosAliasRuleResources: readonly Resource[] = TYPES.filter((type) => KINDS[type].alias === true).flatMap(
  (type) => {
    const name = `alias_${type}_rule`
    return [`qos/${name}s`, `qos/${name.replaceAll('_', '-')}s`].map((path) =>
      defineResource<QosRule>({
        name,
        plural: `${name}s`,
        path,
        summary: `${KINDS[type].what} Found by its id alone.`,
        extension: 'qos-rules-alias',
        policy: POLICY,
        service: ({ qosRules }) => qosRules.anywhere(type),
        attributes: { ...KINDS[type].attributes, id },
      }),
    )
  },
)

/** A rule as its policy shows it. */
export function qosRuleAsPart(rule: QosRule): Readonly<Record<string, unknown>> {
  const names = Object.keys(KINDS[rule.type].attributes)
  const values = names.map((name) => [name, (rule as unknown as Values)[camelCase(name)]] as const)
  return { ...Object.fromEntries(values), id: rule.id, qos_policy_id: rule.policyId, type: rule.type }
}

function withoutOwner({ projectId: _, ...values }: Values): Values {
  return values
}
