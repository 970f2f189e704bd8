import type { RequestContext } from '@netloom/core'
import { isOwn, ownerOf, parseInput, requireOwner, requireRevision } from '@netloom/core/kit'
import type { Page, ResourceFilter, ResourceService } from '@netloom/core/services'
import { groupCreateInput, groupUpdateInput } from '../base/inputs.ts'
import { groupErrors } from '../errors/group-errors.ts'
import type { FirewallGroup, FirewallGroupCreate, FirewallGroupUpdate } from '../model/firewall.ts'
import type { Db } from '../store/tables.ts'
import type { AnyFirewallService } from './any-firewall-service.ts'
import type { DefaultGroups } from './default-groups.ts'
import { DEFAULT_GROUP } from '../model/default-names.ts'
import { requireGroupPorts } from './group-ports.ts'
import type { StoredFirewall } from '../rows/load-firewalls.ts'

/** Version 2: a policy for each direction, on ports. `/v2.0/fwaas/firewall_groups`. */
export class FirewallGroupService implements ResourceService<FirewallGroup, FirewallGroupCreate, FirewallGroupUpdate> {
  constructor(
    private readonly all: AnyFirewallService,
    private readonly defaults: DefaultGroups,
  ) {}

  async create(context: RequestContext, request: FirewallGroupCreate): Promise<FirewallGroup> {
    const [group] = await this.createMany(context, [request])
    if (group === undefined) throw new TypeError('a created firewall group has vanished')
    return group
  }

  async createMany(
    context: RequestContext,
    requests: readonly FirewallGroupCreate[],
  ): Promise<readonly FirewallGroup[]> {
    const { engine } = this.all.env
    const creates = requests.map((request) => parseInput(groupCreateInput, request))
    for (const { name } of creates) requireFreeName(name)
    return engine.store.transaction(async (tx) => {
      const made: FirewallGroup[] = []
      for (const create of creates) {
        const { name = '', description = '', shared = false, adminStateUp = true, portIds = [] } = create
        const { ingressPolicyId = null, egressPolicyId = null } = create
        const projectId = ownerOf(context, create.projectId)
        await this.#requirePolicies(tx.db, context, projectId, [ingressPolicyId, egressPolicyId])
        await requireGroupPorts(tx.db, context, projectId, portIds)
        await this.all.requireFree(tx.db, portIds)
        await this.defaults.ensure(tx, [projectId])
        await engine.quotas.take(tx, [{ projectId, resource: 'firewall_group' }])
        const rest = { projectId, name, description, shared, adminStateUp, onAllRouters: false }
        const targetIds = [...new Set(portIds)]
        made.push(asGroup(await this.all.insert(tx, { ...rest, ingressPolicyId, egressPolicyId, targetIds })))
      }
      return made
    })
  }

  async get(context: RequestContext, id: string): Promise<FirewallGroup> {
    const firewall = await this.all.visible(this.all.env.engine.store.db, context, id)
    return asGroup(await this.all.shown(context, firewall))
  }

  async list(context: RequestContext, filter: ResourceFilter = {}, page?: Page): Promise<readonly FirewallGroup[]> {
    await this.defaults.ensureBeforeReading(context, projectAsked(context, filter))
    const { portIds, ...rest } = filter
    const own = { ...rest, ...(portIds !== undefined && { targetIds: portIds }) }
    return (await this.all.list(context, own, page)).map(asGroup)
  }

  async update(
    context: RequestContext,
    id: string,
    request: FirewallGroupUpdate,
    ifRevision?: number,
  ): Promise<FirewallGroup> {
    const { portIds, ...change } = parseInput(groupUpdateInput, request)
    const options = { action: 'update_firewall_group', ifRevision }
    const stored = await this.all.change(context, id, options, async (tx, before) => {
      requireFreeName(change.name)
      if (before.name === DEFAULT_GROUP) requireAllowedOfDefault(context, id, change)
      const policies = [change.ingressPolicyId, change.egressPolicyId]
      await this.#requirePolicies(tx.db, context, before.projectId, policies)
      if (portIds !== undefined) {
        await requireGroupPorts(tx.db, context, before.projectId, portIds)
        await this.all.requireFree(tx.db, portIds, id)
      }
      return { ...before, ...change, ...(portIds !== undefined && { targetIds: [...new Set(portIds)] }) }
    })
    return asGroup(stored)
  }

  async delete(context: RequestContext, id: string, ifRevision?: number): Promise<void> {
    await this.all.env.engine.store.transaction(async (tx) => {
      const group = await this.all.visible(tx.db, context, id)
      requireOwner(context, group, 'delete_firewall_group')
      requireRevision(ifRevision, group)
      if (group.status === 'ACTIVE') throw this.all.env.dialect.errors.firewallInUse(id)
      if (group.name === DEFAULT_GROUP && !context.isAdmin) throw groupErrors.cannotRemoveDefault()
      await this.all.remove(tx, group)
      // Like rules of a default security group, what came with it goes with it.
      if (group.name === DEFAULT_GROUP) await this.defaults.removePolicies(tx, group)
    })
  }

  async #requirePolicies(
    db: Db,
    context: RequestContext,
    projectId: string,
    policyIds: readonly (string | null | undefined)[],
  ): Promise<void> {
    for (const id of policyIds)
      if (id !== null && id !== undefined) await this.all.requirePolicy(db, context, projectId, id)
  }
}

function asGroup({ targetIds, onAllRouters: _, ...rest }: StoredFirewall): FirewallGroup {
  return { ...rest, portIds: targetIds }
}

/** Whose groups a list is about: Neutron makes that project's default group before it looks. */
function projectAsked(context: RequestContext, filter: ResourceFilter): string {
  const wanted: unknown = filter['projectId']
  const first: unknown = Array.isArray(wanted) ? (wanted as readonly unknown[])[0] : wanted
  return typeof first === 'string' && isOwn(context, { projectId: first }) ? first : context.projectId
}

/** @throws FirewallDefaultParameterExists */
function requireFreeName(name: string | undefined): void {
  if (name === DEFAULT_GROUP) throw groupErrors.reservedName(name, 'Firewall Group')
}

/** Its project may say what ports it is on; an administrator all but its name. @throws FirewallDefaultObjectUpdateRestricted */
function requireAllowedOfDefault(context: RequestContext, id: string, change: FirewallGroupUpdate): void {
  const { name, description, adminStateUp, ingressPolicyId, egressPolicyId } = change
  const fixed = context.isAdmin ? [name] : [name, description, adminStateUp, ingressPolicyId, egressPolicyId]
  if (fixed.some((value) => value !== undefined)) throw groupErrors.defaultCannotChange(id)
}
