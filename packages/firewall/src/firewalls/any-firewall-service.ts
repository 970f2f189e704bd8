import { randomUUID } from 'node:crypto'
import type { RequestContext } from '@netloom/core'
import {
  flag,
  insertChunks,
  nullable,
  requireOwner,
  requireRevision,
  text,
  timestamp,
  wantedValues,
} from '@netloom/core/kit'
import type { Page, ResourceFilter } from '@netloom/core/services'
import type { Transaction } from '@netloom/core/store'
import type { FirewallEnvironment } from '../base/environment.ts'
import { namedColumns } from '../base/named-columns.ts'
import { firewallOfTargets } from '../enforcement/coverage.ts'
import { loadPolicies } from '../rows/load-policies.ts'
import { type Db, tablesIn } from '../store/tables.ts'
import { firewallRow, loadFirewalls, type StoredFirewall, withTargets } from '../rows/load-firewalls.ts'

const SHAPE = {
  resource: 'firewall',
  columns: {
    ...namedColumns('firewalls'),
    adminStateUp: flag('firewalls.admin_state_up'),
    status: text('firewalls.status'),
    ingressPolicyId: nullable(text('firewalls.ingress_policy_id')),
    egressPolicyId: nullable(text('firewalls.egress_policy_id')),
  },
  special: ['shared', 'targetIds'],
}

/** What a new firewall is made of. */
export type NewFirewall = Omit<StoredFirewall, 'id' | 'status' | 'revisionNumber' | 'createdAt' | 'updatedAt'>

/** What firewalls of version 1 and groups of version 2 have in common: rows, targets, who may see them. */
export class AnyFirewallService {
  constructor(readonly env: FirewallEnvironment) {}

  /** Its quota is the caller's to count. */
  async insert(tx: Transaction, given: NewFirewall): Promise<StoredFirewall> {
    const { engine, dialect } = this.env
    const now = timestamp(engine.clock)
    const stamps = { revisionNumber: 0, createdAt: now, updatedAt: now }
    const firewall: StoredFirewall = { ...given, id: randomUUID(), status: 'INACTIVE', ...stamps }
    await tablesIn(tx.db, dialect.version).insertInto('firewalls').values(firewallRow(firewall)).execute()
    await this.#writeTargets(tx, firewall.id, firewall.targetIds)
    if (firewall.shared) await engine.sharing.share(tx, dialect.firewallType, firewall, true)
    await this.env.enforcement.changed(tx, [firewall.id], { as: 'PENDING_CREATE' })
    return this.stored(tx.db, firewall.id)
  }

  async change(
    context: RequestContext,
    id: string,
    { action, ifRevision }: { readonly action: string; readonly ifRevision?: number | undefined },
    work: (tx: Transaction, before: StoredFirewall) => Promise<StoredFirewall>,
  ): Promise<StoredFirewall> {
    const { engine, dialect, enforcement } = this.env
    await this.visible(engine.store.db, context, id)
    await enforcement.requireSettled([id])
    const firewall = await engine.store.transaction(async (tx) => {
      const before = await this.visible(tx.db, context, id)
      requireOwner(context, before, action)
      requireRevision(ifRevision, before)
      const routersBefore = await enforcement.routersOf(tx, before)
      const revisionNumber = before.revisionNumber + 1
      const after = { ...(await work(tx, before)), revisionNumber, updatedAt: timestamp(engine.clock) }
      await tablesIn(tx.db, dialect.version)
        .updateTable('firewalls')
        .set(firewallRow(after))
        .where('id', '=', id)
        .execute()
      if (after.targetIds.join() !== before.targetIds.join()) await this.#writeTargets(tx, id, after.targetIds)
      if (after.shared !== before.shared) await engine.sharing.share(tx, dialect.firewallType, after, after.shared)
      if (filterOf(after) !== filterOf(before)) await enforcement.changed(tx, [id], { routersBefore })
      return this.stored(tx.db, id)
    })
    return this.shown(context, firewall)
  }

  async remove(tx: Transaction, firewall: StoredFirewall): Promise<void> {
    const { engine, dialect, enforcement } = this.env
    const routersBefore = await enforcement.routersOf(tx, firewall)
    const tables = tablesIn(tx.db, dialect.version)
    await tables.deleteFrom('firewall_targets').where('firewall_id', '=', firewall.id).execute()
    await tables.deleteFrom('firewall_defaults').where('firewall_id', '=', firewall.id).execute()
    await tables.deleteFrom('firewalls').where('id', '=', firewall.id).execute()
    await engine.sharing.drop(tx, dialect.firewallType, firewall.id)
    await engine.quotas.giveBack(tx, [{ projectId: firewall.projectId, resource: dialect.firewallType }])
    await enforcement.changed(tx, [], { routersBefore })
  }

  async list(
    context: RequestContext,
    filter: ResourceFilter = {},
    page: Page = { sort: [{ field: 'createdAt', direction: 'asc' }] },
  ): Promise<readonly StoredFirewall[]> {
    const { engine, dialect } = this.env
    const { db } = engine.store
    const visible = tablesIn(db, dialect.version)
      .selectFrom('firewalls')
      .selectAll('firewalls')
      .where(engine.sharing.visibleTo(context, dialect.firewallType, 'firewalls'))
    const shared = wantedValues(filter['shared'] ?? [true, false])
    let query = visible.where(engine.sharing.sharedWith(context, dialect.firewallType, 'firewalls.id', shared))
    if (filter['targetIds'] !== undefined) {
      const targetIds = ['', ...wantedValues(filter['targetIds']).map(String)]
      query = query.where('firewalls.id', 'in', (eb) =>
        eb.selectFrom('firewall_targets').select('firewall_id').where('target_id', 'in', targetIds),
      )
    }
    const rows = await engine.listed(query, SHAPE, filter, page, async (id) => {
      const row = await visible.where('firewalls.id', '=', id).executeTakeFirst()
      if (row === undefined) throw dialect.errors.firewallNotFound(id)
      return row
    })
    return engine.sharing.asShared(db, context, dialect.firewallType, await withTargets(db, dialect.version, rows))
  }

  /** @throws the version's "not found", also for one that the caller may not see */
  async visible(db: Db, context: RequestContext, id: string): Promise<StoredFirewall> {
    const { engine, dialect } = this.env
    const firewall = (await loadFirewalls(db, dialect.version, [id])).get(id)
    if (firewall === undefined || !(await engine.sharing.isVisible(db, context, dialect.firewallType, firewall))) {
      throw dialect.errors.firewallNotFound(id)
    }
    return firewall
  }

  async stored(db: Db, id: string): Promise<StoredFirewall> {
    const firewall = (await loadFirewalls(db, this.env.dialect.version, [id])).get(id)
    if (firewall === undefined) throw new TypeError('a firewall has vanished while it was written')
    return firewall
  }

  async shown(context: RequestContext, firewall: StoredFirewall): Promise<StoredFirewall> {
    const { sharing, store } = this.env.engine
    const [shown = firewall] = await sharing.asShared(store.db, context, this.env.dialect.firewallType, [firewall])
    return shown
  }

  /** A policy of the firewall's own project, or a shared one. @throws what the version says of others */
  async requirePolicy(db: Db, context: RequestContext, projectId: string, id: string): Promise<void> {
    const { engine, dialect } = this.env
    const policy = (await loadPolicies(db, dialect.version, [id])).get(id)
    if (policy === undefined || !(await engine.sharing.isVisible(db, context, 'firewall_policy', policy)))
      throw dialect.errors.policyNotFound(id)
    const isUsable =
      policy.projectId === projectId ||
      policy.shared ||
      (await engine.sharing.isVisible(db, { ...context, isAdmin: false, projectId }, 'firewall_policy', policy))
    if (!isUsable) throw dialect.errors.policyConflict(id)
  }

  /** None of the targets has another firewall. @throws what the version says of those */
  async requireFree(db: Db, targetIds: readonly string[], own?: string): Promise<void> {
    const taken = await firewallOfTargets(db, this.env.dialect.version, targetIds)
    const foreign = targetIds.filter((id) => taken.has(id) && taken.get(id) !== own)
    if (foreign.length > 0) throw this.env.dialect.errors.targetsInUse([...new Set(foreign)])
  }

  async #writeTargets(tx: Transaction, firewallId: string, targetIds: readonly string[]): Promise<void> {
    const tables = tablesIn(tx.db, this.env.dialect.version)
    await tables.deleteFrom('firewall_targets').where('firewall_id', '=', firewallId).execute()
    const rows = [...new Set(targetIds)].map((target_id) => ({ target_id, firewall_id: firewallId }))
    for (const piece of insertChunks(rows)) await tables.insertInto('firewall_targets').values(piece).execute()
  }
}

/** What hosts are told of it. */
const filterOf = ({ adminStateUp, ingressPolicyId, egressPolicyId, targetIds, onAllRouters }: StoredFirewall): string =>
  JSON.stringify([adminStateUp, ingressPolicyId, egressPolicyId, [...targetIds].sort(), onAllRouters])
