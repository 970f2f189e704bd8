import { randomUUID } from 'node:crypto'
import type { RequestContext } from '@netloom/core'
import { isOwn, isService, timestamp } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import type { FirewallEnvironment } from '../base/environment.ts'
import type { FirewallPolicyService } from '../policies/policy-service.ts'
import { loadPolicies, policyRow } from '../rows/load-policies.ts'
import { writeRules } from '../policies/policy-rules.ts'
import { ruleRow } from '../rows/rule-rows.ts'
import { newRule } from '../rules/rule-service.ts'
import { type Db, tablesIn } from '../store/tables.ts'
import type { AnyFirewallService } from './any-firewall-service.ts'
import { DEFAULT_EGRESS_POLICY, DEFAULT_GROUP, DEFAULT_INGRESS_POLICY } from '../model/default-names.ts'
import type { StoredFirewall } from '../rows/load-firewalls.ts'

/** Each project has one default group from the moment that anything of it is needed: nothing comes in, everything goes out. */
export class DefaultGroups {
  constructor(
    private readonly env: FirewallEnvironment,
    private readonly all: AnyFirewallService,
    private readonly policies: FirewallPolicyService,
  ) {}

  /** They come along: no quota refuses them. */
  async ensure(tx: Transaction, projectIds: readonly string[]): Promise<void> {
    for (const projectId of new Set(projectIds))
      if (projectId !== '' && (await this.#idOf(tx.db, projectId)) === undefined) await this.#make(tx, projectId)
  }

  /** Before a list is read; a transaction only where it is missing. Nobody makes another project's. */
  async ensureBeforeReading(context: RequestContext, projectId: string): Promise<void> {
    if (projectId === '' || !(isOwn(context, { projectId }) || isService(context))) return
    const { store } = this.env.engine
    if ((await this.#idOf(store.db, projectId)) !== undefined) return
    await store.transaction((tx) => this.ensure(tx, [projectId]))
  }

  /** The group goes: its policies and their rules go as well, unless something else uses them. */
  async removePolicies(tx: Transaction, group: StoredFirewall): Promise<void> {
    const ids = [group.ingressPolicyId, group.egressPolicyId].filter((id) => id !== null)
    const policies = await loadPolicies(tx.db, 2, ids)
    for (const policy of policies.values()) {
      if (policy.firewallIds.length > 0) continue
      await this.policies.remove(tx, policy)
      await this.#removeRules(tx, policy.projectId, policy.ruleIds)
    }
  }

  async #removeRules(tx: Transaction, projectId: string, ruleIds: readonly string[]): Promise<void> {
    for (const id of ruleIds) {
      const tables = tablesIn(tx.db, 2)
      const isUsed = await tables
        .selectFrom('firewall_policy_rules')
        .select('rule_id')
        .where('rule_id', '=', id)
        .limit(1)
        .executeTakeFirst()
      if (isUsed !== undefined) continue
      await tables.deleteFrom('firewall_rules').where('id', '=', id).execute()
      await this.env.engine.sharing.drop(tx, 'firewall_rule', id)
      await this.env.engine.quotas.giveBack(tx, [{ projectId, resource: 'firewall_rule' }])
    }
  }

  async #idOf(db: Db, projectId: string): Promise<string | undefined> {
    const row = await tablesIn(db, 2)
      .selectFrom('firewall_defaults')
      .select('firewall_id')
      .where('project_id', '=', projectId)
      .executeTakeFirst()
    return row?.firewall_id
  }

  async #make(tx: Transaction, projectId: string): Promise<void> {
    const ingressPolicyId = await this.#policy(tx, projectId, 'ingress')
    const egressPolicyId = await this.#policy(tx, projectId, 'egress')
    const named = { name: DEFAULT_GROUP, description: 'Default firewall group', shared: false }
    const targets = { targetIds: [], onAllRouters: false }
    const group = { projectId, ...named, adminStateUp: true, ingressPolicyId, egressPolicyId, ...targets }
    const { id } = await this.all.insert(tx, group)
    await tablesIn(tx.db, 2)
      .insertInto('firewall_defaults')
      .values({ project_id: projectId, firewall_id: id })
      .execute()
    await this.env.engine.quotas.count(tx, [
      { projectId, resource: 'firewall_group' },
      { projectId, resource: 'firewall_policy', count: 2 },
      { projectId, resource: 'firewall_rule', count: 4 },
    ])
  }

  async #policy(tx: Transaction, projectId: string, direction: 'ingress' | 'egress'): Promise<string> {
    const now = timestamp(this.env.engine.clock)
    const rules = ([4, 6] as const).map((ipVersion) =>
      newRule(
        {
          name: `default ${direction} ipv${String(ipVersion)}`,
          description: `default ${direction} rule for IPv${String(ipVersion)}`,
          ipVersion,
          action: direction === 'ingress' ? 'deny' : 'allow',
        },
        projectId,
        now,
      ),
    )
    const policy = {
      id: randomUUID(),
      projectId,
      name: direction === 'ingress' ? DEFAULT_INGRESS_POLICY : DEFAULT_EGRESS_POLICY,
      description: direction === 'ingress' ? 'Ingress firewall policy' : 'Egress firewall policy',
      shared: false,
      audited: false,
      ruleIds: rules.map(({ id }) => id),
      firewallIds: [],
      ...{ revisionNumber: 0, createdAt: now, updatedAt: now },
    }
    const tables = tablesIn(tx.db, 2)
    await tables.insertInto('firewall_rules').values(rules.map(ruleRow)).execute()
    await tables.insertInto('firewall_policies').values(policyRow(policy)).execute()
    await writeRules(tx, this.env.dialect, policy.id, policy.ruleIds)
    return policy.id
  }
}
