import type { QosPolicy } from '@netloom/core'
import { ADMIN, READER } from '../policy/rule.ts'
import { defineResource, type Resource } from '../resource/resource.ts'
import { boolean } from '../values/boolean.ts'
import { shown } from '../values/shown.ts'
import { text } from '../values/text.ts'
import { qosRuleAsPart } from './qos-rules.ts'
import { identity, ownership, standardAttributes } from './standard-attributes.ts'

/** `/v2.0/qos/policies` */
export const qosPolicyResource: Resource = defineResource<QosPolicy>({
  name: 'policy',
  plural: 'policies',
  path: 'qos/policies',
  summary: 'Rules for the traffic of networks and ports. They are kept and shown; no data plane applies them yet.',
  extension: 'qos',
  tagged: true,
  policy: { create: ADMIN, read: READER, update: ADMIN, delete: ADMIN },
  service: ({ qosPolicies }) => qosPolicies,
  attributes: {
    ...identity<QosPolicy>(),
    ...ownership<QosPolicy>(),
    name: { type: text(255), post: 'allowed', put: 'allowed', filter: true, sort: true },
    shared: { type: boolean, post: 'allowed', put: 'allowed', filter: true },
    rules: {
      type: shown({ type: 'array', items: { type: 'object' } }),
      read: ({ rules }) => rules.map(qosRuleAsPart),
    },
    is_default: { type: boolean, post: 'allowed', put: 'allowed', filter: true },
    ...standardAttributes<QosPolicy>(),
  },
})
