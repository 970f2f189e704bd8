import type { Netloom, QosRuleSupport, QosRuleTypeDetails } from '@netloom/core'
import { READER } from '../policy/rule.ts'
import { defineResource, type Resource, type Service } from '../resource/resource.ts'
import { boolean } from '../values/boolean.ts'
import { shown } from '../values/shown.ts'

/** Lists name types only; one alone has the drivers' details. */
type Shown = Pick<QosRuleTypeDetails, 'type'> & Partial<QosRuleTypeDetails>

/** `/v2.0/qos/rule-types` */
export const qosRuleTypeResource: Resource = defineResource<Shown>({
  name: 'rule_type',
  plural: 'rule_types',
  path: 'qos/rule-types',
  summary: 'A type of QoS rules that mechanism drivers say they can realise; none does yet.',
  extension: 'qos-rule-type-details',
  policy: { read: READER },
  service,
  attributes: {
    type: { type: shown({ type: 'string' }) },
    drivers: {
      type: shown({ type: 'array', items: { type: 'object' } }),
      read: ({ drivers }) =>
        drivers?.map(({ name, parameters }) => ({
          name,
          supported_parameters: Object.entries(parameters).map(parameterOf),
        })),
    },
    all_supported: { type: boolean, filter: true, writeOnly: true },
    all_rules: { type: boolean, filter: true, writeOnly: true },
  },
})

function service({ qosRuleTypes }: Netloom): Service {
  return {
    get: (context, type) => qosRuleTypes.get(context, type),
    list: async (context, filter, page) => {
      const types = await qosRuleTypes.list(context, filter, page)
      return types.map(({ type }) => ({ type }))
    },
  }
}

function parameterOf([name, values]: readonly [string, QosRuleSupport[string]]): object {
  return { parameter_name: name, parameter_values: values, parameter_type: 'start' in values ? 'range' : 'choices' }
}
