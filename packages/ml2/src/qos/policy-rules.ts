import {
  type QosPolicy,
  type QosRule,
  type QosRuleCreate,
  QosRuleNotFoundError,
  type QosRuleType,
  type QosRuleUpdate,
  type RequestContext,
} from '@netloom/core'
import { listInMemory, mapInTurns, requireOwner, timestamp } from '@netloom/core/kit'
import type { Page, PolicyRuleService, ResourceFilter } from '@netloom/core/services'
import type { Transaction } from '@netloom/core/store'
import { randomUUID } from 'node:crypto'
import type { Ml2Environment } from '../environment/environment.ts'
import { parseInput } from '@netloom/core/kit'
import { qosRuleCreateInputs, qosRuleUpdateInputs } from '../input/qos-input.ts'
import { transact } from '../base/retry.ts'
import { qosRuleRow } from './qos-rows.ts'
import { requireCompatible } from './rule-conflicts.ts'
import { defaultsOf, numbersOf } from '../input/rule-kinds.ts'
import { requireUsersSupport } from './supported-rules.ts'
import { visibleQosPolicy } from './visible-policy.ts'

export type RuleEnvironment = Pick<Ml2Environment, 'store' | 'clock' | 'mechanisms'>

/** Rules of one type in one policy. */
export class PolicyRules implements PolicyRuleService {
  readonly #env: RuleEnvironment
  readonly #policyId: string
  readonly #type: QosRuleType

  constructor(env: RuleEnvironment, policyId: string, type: QosRuleType) {
    this.#env = env
    this.#policyId = policyId
    this.#type = type
  }

  async create(context: RequestContext, request: QosRuleCreate): Promise<QosRule> {
    const [rule] = await this.createMany(context, [request])
    if (rule === undefined) throw new TypeError('a created QoS rule has vanished')
    return rule
  }

  async createMany(context: RequestContext, requests: readonly QosRuleCreate[]): Promise<readonly QosRule[]> {
    const creates = await mapInTurns(requests, (request) => parseInput(qosRuleCreateInputs[this.#type], request))
    return transact(this.#env.store, async (tx) => {
      let policy = await this.#ownPolicy(tx, context, 'create')
      const rules: QosRule[] = []
      for (const create of creates) {
        const identity = { id: randomUUID(), policyId: policy.id, type: this.#type }
        const rule: QosRule = { ...defaultsOf(this.#type), ...create, ...identity }
        requireCompatible(policy, rule, create)
        await tx.db.insertInto('qos_rules').values(qosRuleRow(rule)).execute()
        policy = await this.#changed(tx, { ...policy, rules: [...policy.rules, rule] })
        rules.push(rule)
      }
      return rules
    })
  }

  async get(context: RequestContext, id: string): Promise<QosRule> {
    return this.#rule(await visibleQosPolicy(this.#env.store.db, context, this.#policyId), id)
  }

  async list(context: RequestContext, filter: ResourceFilter = {}, page: Page = {}): Promise<readonly QosRule[]> {
    const policy = await visibleQosPolicy(this.#env.store.db, context, this.#policyId)
    const rules = policy.rules.filter(({ type }) => type === this.#type)
    const fields = ['id', 'direction', ...numbersOf(this.#type)]
    return listInMemory(rules, { resource: 'QoS rule', fields }, filter, page, (id) => {
      return new QosRuleNotFoundError(id, policy.id)
    })
  }

  async update(context: RequestContext, id: string, request: QosRuleUpdate): Promise<QosRule> {
    const change = parseInput(qosRuleUpdateInputs[this.#type], request)
    return transact(this.#env.store, async (tx) => {
      const policy = await this.#ownPolicy(tx, context, 'update')
      const rule: QosRule = { ...this.#rule(policy, id), ...change }
      requireCompatible(policy, rule, change)
      await tx.db.updateTable('qos_rules').set(qosRuleRow(rule)).where('id', '=', id).execute()
      await this.#changed(tx, { ...policy, rules: policy.rules.map((one) => (one.id === id ? rule : one)) })
      return rule
    })
  }

  async delete(context: RequestContext, id: string): Promise<void> {
    await transact(this.#env.store, async (tx) => {
      const policy = await this.#ownPolicy(tx, context, 'delete')
      this.#rule(policy, id)
      await tx.db.deleteFrom('qos_rules').where('id', '=', id).execute()
      await this.#changed(tx, { ...policy, rules: policy.rules.filter((one) => one.id !== id) })
    })
  }

  async #ownPolicy(tx: Transaction, context: RequestContext, verb: string): Promise<QosPolicy> {
    const policy = await visibleQosPolicy(tx.db, context, this.#policyId)
    requireOwner(context, policy, `${verb}_policy_${this.#type}_rule`)
    return policy
  }

  #rule(policy: QosPolicy, id: string): QosRule {
    const rule = policy.rules.find((one) => one.id === id && one.type === this.#type)
    if (rule === undefined) throw new QosRuleNotFoundError(id, policy.id)
    return rule
  }

  /** Other rules are another revision of the policy. */
  async #changed(tx: Transaction, policy: QosPolicy): Promise<QosPolicy> {
    await requireUsersSupport(tx.db, this.#env.mechanisms.drivers, policy)
    const revisionNumber = policy.revisionNumber + 1
    await tx.db
      .updateTable('qos_policies')
      .set({ revision_number: revisionNumber, updated_at: timestamp(this.#env.clock) })
      .where('id', '=', policy.id)
      .execute()
    return { ...policy, revisionNumber }
  }
}
