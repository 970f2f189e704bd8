import { randomUUID } from 'node:crypto'
import type { RequestContext } from '@netloom/core'
import {
  flag,
  insertChunks,
  mapInTurns,
  nullable,
  number,
  ownerOf,
  parseInput,
  requireOwner,
  requireRevision,
  text,
  timestamp,
  wantedValues,
} from '@netloom/core/kit'
import type { Page, ResourceFilter, ResourceService } from '@netloom/core/services'
import { ruleCreateInput, ruleUpdateInput } from '../base/inputs.ts'
import type { FirewallEnvironment } from '../base/environment.ts'
import { namedColumns } from '../base/named-columns.ts'
import type { FirewallRule, FirewallRuleCreate, FirewallRuleUpdate } from '../model/firewall-rule.ts'
import { firewallsWithRule, policiesWithRule, touchPolicies } from '../rows/policies-with-rule.ts'
import { loadPolicies } from '../rows/load-policies.ts'
import { type Db, tablesIn } from '../store/tables.ts'
import { checkRule } from './check-rule.ts'
import { loadRules, withPositions } from '../rows/load-rules.ts'
import { ruleRow } from '../rows/rule-rows.ts'

export const RULE_TYPE = 'firewall_rule'

const SHAPE = {
  resource: 'firewall rule',
  columns: {
    ...namedColumns('firewall_rules'),
    protocol: nullable(text('firewall_rules.protocol')),
    ipVersion: number('firewall_rules.ip_version'),
    sourceIpAddress: nullable(text('firewall_rules.source_ip_address')),
    destinationIpAddress: nullable(text('firewall_rules.destination_ip_address')),
    action: text('firewall_rules.action'),
    enabled: flag('firewall_rules.enabled'),
  },
  special: ['shared'],
}

/** `/v2.0/fw/firewall_rules`, `/v2.0/fwaas/firewall_rules`. */
export class FirewallRuleService implements ResourceService<FirewallRule, FirewallRuleCreate, FirewallRuleUpdate> {
  constructor(private readonly env: FirewallEnvironment) {}

  async create(context: RequestContext, request: FirewallRuleCreate): Promise<FirewallRule> {
    const [rule] = await this.createMany(context, [request])
    if (rule === undefined) throw new TypeError('a created firewall rule has vanished')
    return rule
  }

  async createMany(context: RequestContext, requests: readonly FirewallRuleCreate[]): Promise<readonly FirewallRule[]> {
    const { engine, dialect } = this.env
    const now = timestamp(engine.clock)
    const rules = await mapInTurns(requests, (request) => {
      const rule = newRule(parseInput(ruleCreateInput, request), ownerOf(context, request.projectId), now)
      checkRule(rule, dialect)
      return rule
    })
    await engine.store.transaction(async (tx) => {
      await engine.quotas.take(
        tx,
        rules.map(({ projectId }) => ({ projectId, resource: RULE_TYPE })),
      )
      for (const piece of insertChunks(rules)) {
        await tablesIn(tx.db, dialect.version).insertInto('firewall_rules').values(piece.map(ruleRow)).execute()
      }
      for (const rule of rules) if (rule.shared) await engine.sharing.share(tx, RULE_TYPE, rule, true)
    })
    return rules
  }

  async get(context: RequestContext, id: string): Promise<FirewallRule> {
    return this.#shown(context, await this.visible(this.env.engine.store.db, context, id))
  }

  async list(
    context: RequestContext,
    filter: ResourceFilter = {},
    page: Page = { sort: [{ field: 'createdAt', direction: 'asc' }] },
  ): Promise<readonly FirewallRule[]> {
    const { engine, dialect } = this.env
    const { db } = engine.store
    const visible = tablesIn(db, dialect.version)
      .selectFrom('firewall_rules')
      .selectAll('firewall_rules')
      .where(engine.sharing.visibleTo(context, RULE_TYPE, 'firewall_rules'))
    const shared = wantedValues(filter['shared'] ?? [true, false])
    const query = visible.where(engine.sharing.sharedWith(context, RULE_TYPE, 'firewall_rules.id', shared))
    const rows = await engine.listed(query, SHAPE, filter, page, async (id) => {
      const row = await visible.where('firewall_rules.id', '=', id).executeTakeFirst()
      if (row === undefined) throw dialect.errors.ruleNotFound(id)
      return row
    })
    return engine.sharing.asShared(db, context, RULE_TYPE, await withPositions(db, dialect.version, rows))
  }

  async update(
    context: RequestContext,
    id: string,
    request: FirewallRuleUpdate,
    ifRevision?: number,
  ): Promise<FirewallRule> {
    const { engine, dialect, enforcement } = this.env
    const change = parseInput(ruleUpdateInput, request)
    await this.visible(engine.store.db, context, id)
    await enforcement.requireSettled(await firewallsWithRule(engine.store.db, dialect.version, id))
    const rule = await engine.store.transaction(async (tx) => {
      const before = await this.visible(tx.db, context, id)
      requireOwner(context, before, 'update_firewall_rule')
      requireRevision(ifRevision, before)
      const after: FirewallRule = {
        ...before,
        ...change,
        revisionNumber: before.revisionNumber + 1,
        updatedAt: timestamp(engine.clock),
      }
      checkRule(after, dialect)
      const policyIds = await policiesWithRule(tx.db, dialect.version, id)
      if (change.shared === false && before.shared) await this.#requireUnsharable(tx.db, before, policyIds)
      await tablesIn(tx.db, dialect.version)
        .updateTable('firewall_rules')
        .set(ruleRow(after))
        .where('id', '=', id)
        .execute()
      if (change.shared !== undefined && change.shared !== before.shared)
        await engine.sharing.share(tx, RULE_TYPE, after, change.shared)
      // Whoever audited them saw something else.
      await touchPolicies(tx.db, dialect.version, policyIds, timestamp(engine.clock))
      await enforcement.changed(tx, await firewallsWithRule(tx.db, dialect.version, id))
      return after
    })
    return this.#shown(context, rule)
  }

  async delete(context: RequestContext, id: string, ifRevision?: number): Promise<void> {
    const { engine, dialect } = this.env
    await engine.store.transaction(async (tx) => {
      const rule = await this.visible(tx.db, context, id)
      requireOwner(context, rule, 'delete_firewall_rule')
      requireRevision(ifRevision, rule)
      if (rule.policyIds.length > 0) throw dialect.errors.ruleInUse(id)
      await tablesIn(tx.db, dialect.version).deleteFrom('firewall_rules').where('id', '=', id).execute()
      await engine.sharing.drop(tx, RULE_TYPE, id)
      await engine.quotas.giveBack(tx, [{ projectId: rule.projectId, resource: RULE_TYPE }])
    })
  }

  /** @throws FirewallRuleNotFound also for one that the caller may not see */
  async visible(db: Db, context: RequestContext, id: string): Promise<FirewallRule> {
    const rule = (await loadRules(db, this.env.dialect.version, [id])).get(id)
    if (rule === undefined || !(await this.env.engine.sharing.isVisible(db, context, RULE_TYPE, rule))) {
      throw this.env.dialect.errors.ruleNotFound(id)
    }
    return rule
  }

  async #shown(context: RequestContext, rule: FirewallRule): Promise<FirewallRule> {
    const { sharing, store } = this.env.engine
    const [shown = rule] = await sharing.asShared(store.db, context, RULE_TYPE, [rule])
    return shown
  }

  /** A policy of another project, or one that is shared, has the rule. @throws FirewallRuleInUse */
  async #requireUnsharable(db: Db, rule: FirewallRule, policyIds: readonly string[]): Promise<void> {
    const policies = await loadPolicies(db, this.env.dialect.version, policyIds)
    const needs = [...policies.values()].some(({ projectId, shared }) => shared || projectId !== rule.projectId)
    if (needs) throw this.env.dialect.errors.ruleInUse(rule.id)
  }
}

/** Neutron's defaults: a rule that says nothing denies everything of IPv4. */
export function newRule({ projectId: _, ...given }: FirewallRuleCreate, projectId: string, now: string): FirewallRule {
  return {
    name: '',
    description: '',
    shared: false,
    protocol: null,
    ipVersion: 4,
    sourceIpAddress: null,
    destinationIpAddress: null,
    sourcePort: null,
    destinationPort: null,
    action: 'deny',
    enabled: true,
    ...given,
    id: randomUUID(),
    projectId,
    policyIds: [],
    position: null,
    revisionNumber: 0,
    createdAt: now,
    updatedAt: now,
  }
}
