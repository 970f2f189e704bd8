import { randomUUID } from 'node:crypto'
import type { RequestContext } from '@netloom/core'
import {
  flag,
  mapInTurns,
  ownerOf,
  parseInput,
  requireOwner,
  requireRevision,
  timestamp,
  wantedValues,
} from '@netloom/core/kit'
import type { Page, ResourceFilter, ResourceService } from '@netloom/core/services'
import type { Transaction } from '@netloom/core/store'
import type { FirewallEnvironment } from '../base/environment.ts'
import { policyCreateInput, policyUpdateInput } from '../base/inputs.ts'
import { namedColumns } from '../base/named-columns.ts'
import { reservedPolicyName } from '../model/default-names.ts'
import { groupErrors } from '../errors/group-errors.ts'
import type { FirewallPolicy, FirewallPolicyCreate, FirewallPolicyUpdate, RulePlace } from '../model/firewall-policy.ts'
import { loadFirewalls } from '../rows/load-firewalls.ts'
import { type Db, tablesIn } from '../store/tables.ts'
import { loadRules } from '../rows/load-rules.ts'
import { loadPolicies, policyRow, withRules } from '../rows/load-policies.ts'
import { firewallsWithPolicy } from '../rows/policies-with-rule.ts'
import { requireRules, writeRules } from './policy-rules.ts'

export const POLICY_TYPE = 'firewall_policy'

const SHAPE = {
  resource: 'firewall policy',
  columns: { ...namedColumns('firewall_policies'), audited: flag('firewall_policies.audited') },
  special: ['shared', 'ruleIds'],
}

/** `/v2.0/fw/firewall_policies`, `/v2.0/fwaas/firewall_policies`. */
export class FirewallPolicyService implements ResourceService<
  FirewallPolicy,
  FirewallPolicyCreate,
  FirewallPolicyUpdate
> {
  constructor(private readonly env: FirewallEnvironment) {}

  async create(context: RequestContext, request: FirewallPolicyCreate): Promise<FirewallPolicy> {
    const [policy] = await this.createMany(context, [request])
    if (policy === undefined) throw new TypeError('a created firewall policy has vanished')
    return policy
  }

  async createMany(
    context: RequestContext,
    requests: readonly FirewallPolicyCreate[],
  ): Promise<readonly FirewallPolicy[]> {
    const { engine, dialect } = this.env
    const now = timestamp(engine.clock)
    const policies = await mapInTurns(requests, (request) => {
      const { projectId, ruleIds = [], ...given } = parseInput(policyCreateInput, request)
      this.#requireFreeName(given.name)
      const policy = { name: '', description: '', shared: false, audited: false, ...given }
      const stamps = { revisionNumber: 0, createdAt: now, updatedAt: now }
      const own = { id: randomUUID(), projectId: ownerOf(context, projectId), firewallIds: [] }
      return { ...policy, ...own, ruleIds: [...new Set(ruleIds)], ...stamps } satisfies FirewallPolicy
    })
    await engine.store.transaction(async (tx) => {
      await engine.quotas.take(
        tx,
        policies.map(({ projectId }) => ({ projectId, resource: POLICY_TYPE })),
      )
      for (const policy of policies) {
        await this.#requireVisibleRules(tx, context, policy.ruleIds)
        await requireRules(tx, dialect, policy, policy.ruleIds)
        await tablesIn(tx.db, dialect.version).insertInto('firewall_policies').values(policyRow(policy)).execute()
        await writeRules(tx, dialect, policy.id, policy.ruleIds)
        if (policy.shared) await engine.sharing.share(tx, POLICY_TYPE, policy, true)
      }
    })
    return policies
  }

  async get(context: RequestContext, id: string): Promise<FirewallPolicy> {
    return this.#shown(context, await this.visible(this.env.engine.store.db, context, id))
  }

  async list(
    context: RequestContext,
    filter: ResourceFilter = {},
    page: Page = { sort: [{ field: 'createdAt', direction: 'asc' }] },
  ): Promise<readonly FirewallPolicy[]> {
    const { engine, dialect } = this.env
    const { db } = engine.store
    const tables = tablesIn(db, dialect.version)
    const visible = tables
      .selectFrom('firewall_policies')
      .selectAll('firewall_policies')
      .where(engine.sharing.visibleTo(context, POLICY_TYPE, 'firewall_policies'))
    const shared = wantedValues(filter['shared'] ?? [true, false])
    let query = visible.where(engine.sharing.sharedWith(context, POLICY_TYPE, 'firewall_policies.id', shared))
    if (filter['ruleIds'] !== undefined) {
      const ruleIds = ['', ...wantedValues(filter['ruleIds']).map(String)]
      query = query.where('firewall_policies.id', 'in', (eb) =>
        eb.selectFrom('firewall_policy_rules').select('policy_id').where('rule_id', 'in', ruleIds),
      )
    }
    const rows = await engine.listed(query, SHAPE, filter, page, async (id) => {
      const row = await visible.where('firewall_policies.id', '=', id).executeTakeFirst()
      if (row === undefined) throw dialect.errors.policyNotFound(id)
      return row
    })
    return engine.sharing.asShared(db, context, POLICY_TYPE, await withRules(db, dialect.version, rows))
  }

  async update(
    context: RequestContext,
    id: string,
    request: FirewallPolicyUpdate,
    ifRevision?: number,
  ): Promise<FirewallPolicy> {
    const change = parseInput(policyUpdateInput, request)
    this.#requireFreeName(change.name)
    return this.#change(context, id, { action: 'update_firewall_policy', ifRevision }, async (tx, before) => {
      const { dialect } = this.env
      if (dialect.version === 2 && reservedPolicyName(before.name)) throw groupErrors.defaultCannotChange(id)
      const after = { ...before, ...change, audited: change.audited ?? false }
      if (change.shared === false) await this.#requireUnsharable(tx.db, before)
      if (change.ruleIds !== undefined) {
        await this.#requireVisibleRules(tx, context, change.ruleIds)
        await requireRules(tx, dialect, after, change.ruleIds)
      } else if (change.shared === true) await this.#requireSharedRules(tx, before)
      return after
    })
  }

  /** Puts a rule where the place says; at the top when it says nothing. */
  async insertRule(context: RequestContext, id: string, place: RulePlace): Promise<FirewallPolicy> {
    const { errors, version } = this.env.dialect
    return this.#change(context, id, { action: 'insert_rule' }, async (tx, before) => {
      if (before.ruleIds.includes(place.ruleId)) throw errors.ruleInPolicyAlready(place.ruleId, id)
      await this.#requireVisibleRules(tx, context, [place.ruleId])
      const rule = (await loadRules(tx.db, version, [place.ruleId])).get(place.ruleId)
      if (version === 1 && rule !== undefined && rule.policyIds.length > 0) throw errors.ruleInUse(place.ruleId)
      await requireRules(tx, this.env.dialect, before, [place.ruleId])
      const neighbour = filled(place.insertBefore) ?? filled(place.insertAfter)
      const at = neighbour === undefined ? 0 : before.ruleIds.indexOf(neighbour)
      if (neighbour !== undefined && at === -1) {
        // Version 1 looks for the rule first.
        if (version === 1) await this.#requireVisibleRules(tx, context, [neighbour])
        throw errors.ruleNotInPolicy(neighbour, id)
      }
      const behind = neighbour !== undefined && filled(place.insertBefore) === undefined ? 1 : 0
      return { ...before, audited: false, ruleIds: before.ruleIds.toSpliced(at + behind, 0, place.ruleId) }
    })
  }

  async removeRule(context: RequestContext, id: string, ruleId: string): Promise<FirewallPolicy> {
    return this.#change(context, id, { action: 'remove_rule' }, async (tx, before) => {
      const known = await loadRules(tx.db, this.env.dialect.version, [ruleId])
      if (!known.has(ruleId)) throw this.env.dialect.errors.ruleNotFound(ruleId)
      if (!before.ruleIds.includes(ruleId)) throw this.env.dialect.errors.ruleNotInPolicy(ruleId, id)
      return { ...before, audited: false, ruleIds: before.ruleIds.filter((one) => one !== ruleId) }
    })
  }

  async delete(context: RequestContext, id: string, ifRevision?: number): Promise<void> {
    const { engine, dialect } = this.env
    await engine.store.transaction(async (tx) => {
      const policy = await this.visible(tx.db, context, id)
      requireOwner(context, policy, 'delete_firewall_policy')
      requireRevision(ifRevision, policy)
      if (policy.firewallIds.length > 0) throw dialect.errors.policyInUse(id)
      await this.remove(tx, policy)
    })
  }

  /** Rules stay. */
  async remove(tx: Transaction, { id, projectId }: Pick<FirewallPolicy, 'id' | 'projectId'>): Promise<void> {
    const { engine, dialect } = this.env
    await writeRules(tx, dialect, id, [])
    await tablesIn(tx.db, dialect.version).deleteFrom('firewall_policies').where('id', '=', id).execute()
    await engine.sharing.drop(tx, POLICY_TYPE, id)
    await engine.quotas.giveBack(tx, [{ projectId, resource: POLICY_TYPE }])
  }

  /** @throws FirewallPolicyNotFound also for one that the caller may not see */
  async visible(db: Db, context: RequestContext, id: string): Promise<FirewallPolicy> {
    const policy = (await loadPolicies(db, this.env.dialect.version, [id])).get(id)
    if (policy === undefined || !(await this.env.engine.sharing.isVisible(db, context, POLICY_TYPE, policy))) {
      throw this.env.dialect.errors.policyNotFound(id)
    }
    return policy
  }

  async #change(
    context: RequestContext,
    id: string,
    { action, ifRevision }: { readonly action: string; readonly ifRevision?: number | undefined },
    work: (tx: Transaction, before: FirewallPolicy) => Promise<FirewallPolicy>,
  ): Promise<FirewallPolicy> {
    const { engine, dialect, enforcement } = this.env
    const { firewallIds } = await this.visible(engine.store.db, context, id)
    await enforcement.requireSettled(firewallIds)
    const policy = await engine.store.transaction(async (tx) => {
      const before = await this.visible(tx.db, context, id)
      requireOwner(context, before, action)
      requireRevision(ifRevision, before)
      const revisionNumber = before.revisionNumber + 1
      const after = { ...(await work(tx, before)), revisionNumber, updatedAt: timestamp(engine.clock) }
      await tablesIn(tx.db, dialect.version)
        .updateTable('firewall_policies')
        .set(policyRow(after))
        .where('id', '=', id)
        .execute()
      if (after.shared !== before.shared) await engine.sharing.share(tx, POLICY_TYPE, after, after.shared)
      if (after.ruleIds.join() !== before.ruleIds.join()) {
        await writeRules(tx, dialect, id, after.ruleIds)
        await enforcement.changed(tx, await firewallsWithPolicy(tx.db, dialect.version, [id]))
      }
      return { ...after, ruleIds: [...new Set(after.ruleIds)] }
    })
    return this.#shown(context, policy)
  }

  async #shown(context: RequestContext, policy: FirewallPolicy): Promise<FirewallPolicy> {
    const { sharing, store } = this.env.engine
    const [shown = policy] = await sharing.asShared(store.db, context, POLICY_TYPE, [policy])
    return shown
  }

  /** @throws FirewallRuleNotFound */
  async #requireVisibleRules(tx: Transaction, context: RequestContext, ruleIds: readonly string[]): Promise<void> {
    const rules = await loadRules(tx.db, this.env.dialect.version, ruleIds)
    for (const id of ruleIds) {
      const rule = rules.get(id)
      const isVisible =
        rule !== undefined && (await this.env.engine.sharing.isVisible(tx.db, context, 'firewall_rule', rule))
      if (!isVisible) throw this.env.dialect.errors.ruleNotFound(id)
    }
  }

  /** @throws FirewallPolicySharingConflict */
  async #requireSharedRules(tx: Transaction, { id, ruleIds }: FirewallPolicy): Promise<void> {
    for (const rule of (await loadRules(tx.db, this.env.dialect.version, ruleIds)).values())
      if (!rule.shared) throw this.env.dialect.errors.policySharingConflict(id, rule.id)
  }

  /** @throws FirewallPolicyInUse when another project uses it */
  async #requireUnsharable(db: Db, { id, projectId, firewallIds }: FirewallPolicy): Promise<void> {
    const users = await loadFirewalls(db, this.env.dialect.version, firewallIds)
    const isUsed = [...users.values()].some((firewall) => firewall.projectId !== projectId)
    if (isUsed) throw this.env.dialect.errors.policyInUse(id)
  }

  /** @throws FirewallDefaultParameterExists */
  #requireFreeName(name: string | undefined): void {
    if (this.env.dialect.version === 2 && name !== undefined && reservedPolicyName(name))
      throw groupErrors.reservedName(name, 'Firewall Policy')
  }
}

const filled = (text: string | null | undefined): string | undefined =>
  text === null || text === undefined || text === '' ? undefined : text
