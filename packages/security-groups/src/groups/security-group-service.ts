import type { RequestContext, ServiceEnvironment } from '@netloom/core'
import { mapInTurns, ownerOf, parseInput, requireOwner, requireRevision, timestamp } from '@netloom/core/kit'
import type { Page, ResourceFilter, ResourceService } from '@netloom/core/services'
import type { Transaction } from '@netloom/core/store'
import { groupCreateInput, groupUpdateInput } from '../base/inputs.ts'
import {
  SecurityGroupCannotRemoveDefaultError,
  SecurityGroupCannotUpdateDefaultError,
  SecurityGroupDefaultAlreadyExistsError,
  SecurityGroupInUseError,
} from '../errors/group-errors.ts'
import { idInUse } from '../base/id-in-use.ts'
import type { SecurityGroup, SecurityGroupCreate, SecurityGroupUpdate } from '../model/security-group.ts'
import { rulesOf } from '../rows/load-rules.ts'
import { type Db, tablesIn } from '../store/tables.ts'
import { DEFAULT_NAME, type DefaultGroups } from './default-groups.ts'
import { groupRow } from '../rows/group-rows.ts'
import { listGroups } from './list-groups.ts'
import { removeGroup } from './remove-group.ts'
import { SHARED_TYPE, visibleGroup } from './visible-group.ts'
import { templatesFor, writeGroups } from './write-group.ts'

/** Groups with their rules: `netloom.services.securityGroups`, and `/v2.0/security-groups`. */
export class SecurityGroupService implements ResourceService<SecurityGroup, SecurityGroupCreate, SecurityGroupUpdate> {
  constructor(
    private readonly env: ServiceEnvironment,
    private readonly defaults: DefaultGroups,
  ) {}

  async create(context: RequestContext, request: SecurityGroupCreate): Promise<SecurityGroup> {
    const [group] = await this.createMany(context, [request])
    if (group === undefined) throw new TypeError('a created security group has vanished')
    return group
  }

  async createMany(
    context: RequestContext,
    requests: readonly SecurityGroupCreate[],
  ): Promise<readonly SecurityGroup[]> {
    const creates = await mapInTurns(requests, (request) => parseInput(groupCreateInput, request))
    for (const { name = '' } of creates) requireNotDefault(name)
    const owners = creates.map(({ projectId }) => ownerOf(context, projectId))
    const write = (): Promise<readonly SecurityGroup[]> =>
      this.env.store.transaction(async (tx) => {
        await this.defaults.ensure(tx, context, owners)
        const templates = await templatesFor(tx, false)
        await this.env.quotas.take(
          tx,
          owners.flatMap((projectId) => [
            { projectId, resource: 'security_group' },
            { projectId, resource: 'security_group_rule', count: templates.length },
          ]),
        )
        const given = creates.map(({ id, name = '', description = '', stateful = true }, index) => {
          const create = { projectId: owners[index] ?? '', name, description, stateful }
          return id === undefined ? create : { ...create, id }
        })
        return writeGroups(this.env, tx, given, { isDefault: false, templates })
      })
    return idInUse(this.env.store, 'security_group', creates, write)
  }

  async get(context: RequestContext, id: string): Promise<SecurityGroup> {
    const { db } = this.env.store
    return this.#shown(db, context, await visibleGroup(this.env, db, context, id))
  }

  async list(context: RequestContext, filter?: ResourceFilter, page?: Page): Promise<readonly SecurityGroup[]> {
    await this.defaults.ensureBeforeReading(context, projectAsked(context, filter))
    return listGroups(this.env, context, filter, page)
  }

  async update(
    context: RequestContext,
    id: string,
    request: SecurityGroupUpdate,
    ifRevision?: number,
  ): Promise<SecurityGroup> {
    const change = parseInput(groupUpdateInput, request)
    if (change.name !== undefined) requireNotDefault(change.name)
    return this.env.store.transaction(async (tx) => {
      const before = await visibleGroup(this.env, tx.db, context, id)
      requireOwner(context, before, 'update_security_group')
      requireRevision(ifRevision, before)
      if (change.stateful !== undefined && change.stateful !== before.stateful) await requireUnused(tx, id)
      if (change.name !== undefined && before.name === DEFAULT_NAME) throw new SecurityGroupCannotUpdateDefaultError()
      const after = {
        ...before,
        ...change,
        revisionNumber: before.revisionNumber + 1,
        updatedAt: timestamp(this.env.clock),
      }
      await tablesIn(tx.db).updateTable('security_groups').set(groupRow(after)).where('id', '=', id).execute()
      return this.#shown(tx.db, context, after)
    })
  }

  async delete(context: RequestContext, id: string, ifRevision?: number): Promise<void> {
    await this.env.store.transaction(async (tx) => {
      const group = await visibleGroup(this.env, tx.db, context, id)
      requireOwner(context, group, 'delete_security_group')
      requireRevision(ifRevision, group)
      await requireUnused(tx, id)
      if (group.name === DEFAULT_NAME && !context.isAdmin) throw new SecurityGroupCannotRemoveDefaultError()
      await removeGroup(this.env, tx, group)
    })
  }

  async #shown(db: Db, context: RequestContext, group: SecurityGroup): Promise<SecurityGroup> {
    const [shown = group] = await this.env.sharing.asShared(db, context, SHARED_TYPE, [group])
    return { ...shown, rules: (await rulesOf(db, [group.id])).get(group.id) ?? [] }
  }
}

/** Whose objects a list is about: Neutron makes that project's default group before it looks. */
export function projectAsked(context: RequestContext, filter: ResourceFilter = {}): string {
  const wanted: unknown = filter['projectId']
  const first: unknown = Array.isArray(wanted) ? (wanted as readonly unknown[])[0] : wanted
  return typeof first === 'string' ? first : context.projectId
}

/** @throws {SecurityGroupDefaultAlreadyExistsError} in any spelling */
function requireNotDefault(name: string): void {
  if (name.toLowerCase() === DEFAULT_NAME) throw new SecurityGroupDefaultAlreadyExistsError()
}

/** @throws {SecurityGroupInUseError} */
async function requireUnused(tx: Transaction, id: string): Promise<void> {
  const used = await tablesIn(tx.db)
    .selectFrom('port_security_groups')
    .select('port_id')
    .where('security_group_id', '=', id)
    .limit(1)
    .executeTakeFirst()
  if (used !== undefined) throw new SecurityGroupInUseError(id)
}
