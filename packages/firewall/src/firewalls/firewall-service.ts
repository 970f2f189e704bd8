import type { RequestContext } from '@netloom/core'
import { ownerOf, parseInput, requireOwner, requireRevision } from '@netloom/core/kit'
import type { Page, ResourceFilter, ResourceService } from '@netloom/core/services'
import type { Transaction } from '@netloom/core/store'
import { firewallCreateInput, firewallUpdateInput } from '../base/inputs.ts'
import { routersOf } from '../enforcement/coverage.ts'
import { routerPorts } from '../enforcement/router-ports.ts'
import { V1 } from '../model/dialect.ts'
import type { Firewall, FirewallCreate, FirewallUpdate } from '../model/firewall.ts'
import type { Db } from '../store/tables.ts'
import type { AnyFirewallService, NewFirewall } from './any-firewall-service.ts'
import type { StoredFirewall } from '../rows/load-firewalls.ts'

/** Version 1: one policy on routers. `/v2.0/fw/firewalls`. */
export class FirewallService implements ResourceService<Firewall, FirewallCreate, FirewallUpdate> {
  constructor(private readonly all: AnyFirewallService) {}

  async create(context: RequestContext, request: FirewallCreate): Promise<Firewall> {
    const [firewall] = await this.createMany(context, [request])
    if (firewall === undefined) throw new TypeError('a created firewall has vanished')
    return firewall
  }

  async createMany(context: RequestContext, requests: readonly FirewallCreate[]): Promise<readonly Firewall[]> {
    const { engine } = this.all.env
    const creates = requests.map((request) => parseInput(firewallCreateInput, request))
    return engine.store.transaction(async (tx) => {
      const made: Firewall[] = []
      for (const create of creates) {
        const projectId = ownerOf(context, create.projectId)
        await engine.quotas.take(tx, [{ projectId, resource: 'firewall' }])
        const stored = await this.all.insert(tx, await this.#newFirewall(tx, context, projectId, create))
        made.push(await this.#shown(tx.db, stored))
      }
      return made
    })
  }

  async get(context: RequestContext, id: string): Promise<Firewall> {
    const { db } = this.all.env.engine.store
    return this.#shown(db, await this.all.visible(db, context, id))
  }

  async list(context: RequestContext, filter: ResourceFilter = {}, page?: Page): Promise<readonly Firewall[]> {
    const { policyId, ...rest } = filter
    const own = { ...rest, ...(policyId !== undefined && { ingressPolicyId: policyId }) }
    const found = await this.all.list(context, own, page)
    return Promise.all(found.map((firewall) => this.#shown(this.all.env.engine.store.db, firewall)))
  }

  async update(context: RequestContext, id: string, request: FirewallUpdate, ifRevision?: number): Promise<Firewall> {
    const { routerIds, policyId, ...change } = parseInput(firewallUpdateInput, request)
    const options = { action: 'update_firewall', ifRevision }
    const stored = await this.all.change(context, id, options, async (tx, before) => {
      if (policyId !== undefined) await this.#requirePolicy(tx, context, before.projectId, policyId)
      if (routerIds !== undefined) await this.all.requireFree(tx.db, routerIds, id)
      return {
        ...before,
        ...change,
        ...(policyId !== undefined && { ingressPolicyId: policyId, egressPolicyId: policyId }),
        ...(routerIds !== undefined && { targetIds: [...new Set(routerIds)], onAllRouters: false }),
      }
    })
    return this.#shown(this.all.env.engine.store.db, stored)
  }

  /** Hosts drop it when they hear of it: nobody waits for them, so that none can keep it from going. */
  async delete(context: RequestContext, id: string, ifRevision?: number): Promise<void> {
    await this.all.env.engine.store.transaction(async (tx) => {
      const firewall = await this.all.visible(tx.db, context, id)
      requireOwner(context, firewall, 'delete_firewall')
      requireRevision(ifRevision, firewall)
      await this.all.remove(tx, firewall)
    })
  }

  async #newFirewall(
    tx: Transaction,
    context: RequestContext,
    projectId: string,
    { name = '', description = '', shared = false, adminStateUp = true, policyId, routerIds }: FirewallCreate,
  ): Promise<NewFirewall> {
    await this.#requirePolicy(tx, context, projectId, policyId)
    const onAllRouters = routerIds === undefined
    const routers = routerIds ?? (await routerPorts(tx.db, 'project_id', [projectId])).map(({ routerId }) => routerId)
    await this.all.requireFree(tx.db, [...new Set(routers)])
    const rest = { projectId, name, description, shared, adminStateUp, onAllRouters }
    return {
      ...rest,
      ingressPolicyId: policyId,
      egressPolicyId: policyId,
      targetIds: onAllRouters ? [] : [...new Set(routerIds)],
    }
  }

  async #requirePolicy(
    tx: Transaction,
    context: RequestContext,
    projectId: string,
    policyId: string | null,
  ): Promise<void> {
    // Neutron looks for a policy of that name.
    if (policyId === null) throw V1.errors.policyNotFound('None')
    await this.all.requirePolicy(tx.db, context, projectId, policyId)
  }

  async #shown(db: Db, firewall: StoredFirewall): Promise<Firewall> {
    const { ingressPolicyId, egressPolicyId: _, targetIds: __, onAllRouters: ___, ...rest } = firewall
    return { ...rest, policyId: ingressPolicyId ?? '', routerIds: await routersOf(db, 1, firewall) }
  }
}
