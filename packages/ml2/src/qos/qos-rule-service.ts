import { QosRuleNotFoundError, type QosRuleType, type RequestContext } from '@netloom/core'
import type { PolicyRuleService, QosRuleService } from '@netloom/core/services'
import { listQosPolicies } from './list-qos-policies.ts'
import { PolicyRules, type RuleEnvironment } from './policy-rules.ts'

export class Ml2QosRuleService implements QosRuleService {
  readonly #env: RuleEnvironment

  constructor(env: RuleEnvironment) {
    this.#env = env
  }

  of(policyId: string, type: QosRuleType): PolicyRuleService {
    return new PolicyRules(this.#env, policyId, type)
  }

  anywhere(type: QosRuleType): Pick<PolicyRuleService, 'get' | 'update' | 'delete'> {
    return {
      get: async (context, id) => (await this.#containing(context, type, id)).get(context, id),
      update: async (context, id, change) => (await this.#containing(context, type, id)).update(context, id, change),
      delete: async (context, id) => {
        await (await this.#containing(context, type, id)).delete(context, id)
      },
    }
  }

  /** A rule of a policy that the caller may not see is not there, and neither is the policy. */
  async #containing(context: RequestContext, type: QosRuleType, id: string): Promise<PolicyRuleService> {
    const row = await this.#env.store.db
      .selectFrom('qos_rules')
      .select('policy_id')
      .where('id', '=', id)
      .where('rule_type', '=', type)
      .executeTakeFirst()
    const policies = row === undefined ? [] : await listQosPolicies(this.#env.store.db, context, { id: row.policy_id })
    if (row === undefined || policies.length === 0) throw new QosRuleNotFoundError(id, '')
    return this.of(row.policy_id, type)
  }
}
