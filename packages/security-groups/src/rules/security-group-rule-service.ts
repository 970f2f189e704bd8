import type { RequestContext, ServiceEnvironment } from '@netloom/core'
import { mapInTurns, ownerOf, parseInput, requireOwner, requireRevision, timestamp } from '@netloom/core/kit'
import type { Page, ResourceFilter, ResourceService } from '@netloom/core/services'
import type { Transaction } from '@netloom/core/store'
import type { RemoteAddressGroups } from '../address-groups/remote-address-groups.ts'
import { idInUse } from '../base/id-in-use.ts'
import { ruleCreateInput } from '../base/inputs.ts'
import { SecurityGroupNotSingleGroupRulesError, SecurityGroupRulesNotSingleTenantError } from '../errors/rule-errors.ts'
import { ruleGone } from '../feed/rule-writes.ts'
import type { DefaultGroups } from '../groups/default-groups.ts'
import { touchGroups } from '../rows/group-rows.ts'
import { projectAsked } from '../groups/security-group-service.ts'
import { visibleGroup } from '../groups/visible-group.ts'
import type { SecurityGroupRule, SecurityGroupRuleCreate } from '../model/security-group-rule.ts'
import { tablesIn } from '../store/tables.ts'
import { judgeMatch } from './judge-match.ts'
import { listRules } from './list-rules.ts'
import { storedMatch } from './stored-match.ts'
import { visibleRule } from './visible-rule.ts'
import { type NewRule, requireNew, writeRules } from './write-rules.ts'

type Operations = 'create' | 'createMany' | 'get' | 'list' | 'delete'

/** Rules are made and deleted, never changed: `netloom.services.securityGroupRules`, `/v2.0/security-group-rules`. */
export class SecurityGroupRuleService implements Pick<
  ResourceService<SecurityGroupRule, SecurityGroupRuleCreate, never>,
  Operations
> {
  constructor(
    private readonly env: ServiceEnvironment,
    private readonly defaults: DefaultGroups,
    private readonly addressGroups: RemoteAddressGroups,
  ) {}

  async create(context: RequestContext, request: SecurityGroupRuleCreate): Promise<SecurityGroupRule> {
    const [rule] = await this.createMany(context, [request])
    if (rule === undefined) throw new TypeError('a created security group rule has vanished')
    return rule
  }

  /** All or none: of one group and one project. */
  async createMany(
    context: RequestContext,
    requests: readonly SecurityGroupRuleCreate[],
  ): Promise<readonly SecurityGroupRule[]> {
    const creates = await mapInTurns(requests, (request) => newRule(context, request))
    const [first] = creates
    if (first === undefined) return []
    if (creates.some((one) => one.securityGroupId !== first.securityGroupId)) {
      throw new SecurityGroupNotSingleGroupRulesError()
    }
    if (creates.some((one) => one.projectId !== first.projectId)) throw new SecurityGroupRulesNotSingleTenantError()
    for (const { match } of creates) judgeMatch(match)
    const { projectId, securityGroupId } = first
    const write = (): Promise<readonly SecurityGroupRule[]> =>
      this.env.store.transaction(async (tx) => {
        await this.#requireRemotes(tx, context, creates)
        await this.#requireGroup(tx, context, securityGroupId)
        await requireNew(tx, securityGroupId, creates)
        await this.env.quotas.take(tx, [{ projectId, resource: 'security_group_rule', count: creates.length }])
        const rules = await writeRules(this.env, tx, securityGroupId, creates)
        await this.addressGroups.publish(tx, addressGroupsIn(creates))
        return rules
      })
    return idInUse(this.env.store, 'security_group_rule', creates, write)
  }

  async get(context: RequestContext, id: string): Promise<SecurityGroupRule> {
    return visibleRule(this.env.store.db, context, id)
  }

  async list(context: RequestContext, filter?: ResourceFilter, page?: Page): Promise<readonly SecurityGroupRule[]> {
    await this.defaults.ensureBeforeReading(context, projectAsked(context, filter))
    return listRules(this.env, context, filter, page)
  }

  async delete(context: RequestContext, id: string, ifRevision?: number): Promise<void> {
    await this.env.store.transaction(async (tx) => {
      const rule = await visibleRule(tx.db, context, id)
      requireOwner(context, rule, 'delete_security_group_rule')
      requireRevision(ifRevision, rule)
      await tablesIn(tx.db).deleteFrom('security_group_rules').where('id', '=', id).execute()
      await touchGroups(tx.db, [rule.securityGroupId], timestamp(this.env.clock))
      await this.env.quotas.giveBack(tx, [{ projectId: rule.projectId, resource: 'security_group_rule' }])
      await this.env.publish(tx, [ruleGone(rule)])
    })
  }

  /**
   * To whom a group is shared, they name it as the other side; its rules are its owner's alone. Neutron 21 lets them open it for
   * everybody's ports. @throws {SecurityGroupNotFoundError} {@link NotAuthorizedError}
   */
  async #requireGroup(tx: Transaction, context: RequestContext, id: string): Promise<void> {
    requireOwner(context, await visibleGroup(this.env, tx.db, context, id), 'create_security_group_rule')
  }

  /** @throws {SecurityGroupNotFoundError} {@link AddressGroupNotFoundError} */
  async #requireRemotes(tx: Transaction, context: RequestContext, creates: readonly NewRule[]): Promise<void> {
    const groups = new Set(creates.flatMap(({ match }) => match.remoteGroupId ?? []))
    for (const id of groups) await visibleGroup(this.env, tx.db, context, id)
    for (const id of addressGroupsIn(creates)) await this.addressGroups.requireVisible(tx, context, id)
  }
}

function newRule(context: RequestContext, request: SecurityGroupRuleCreate): NewRule {
  const { id, projectId, securityGroupId, description = '', ...match } = parseInput(ruleCreateInput, request)
  return {
    ...(id !== undefined && { id }),
    projectId: ownerOf(context, projectId),
    securityGroupId,
    description,
    match: storedMatch(match),
  }
}

const addressGroupsIn = (creates: readonly NewRule[]): readonly string[] => [
  ...new Set(creates.flatMap(({ match }) => match.remoteAddressGroupId ?? [])),
]
