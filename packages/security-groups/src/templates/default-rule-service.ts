import { NotAuthorizedError, type RequestContext, type ServiceEnvironment } from '@netloom/core'
import {
  chunks,
  flag,
  insertChunks,
  type ListShape,
  mapInTurns,
  parseInput,
  requireRevision,
  timestamp,
} from '@netloom/core/kit'
import type { Page, ResourceFilter, ResourceService } from '@netloom/core/services'
import type { Transaction } from '@netloom/core/store'
import { randomUUID } from 'node:crypto'
import type { RemoteAddressGroups } from '../address-groups/remote-address-groups.ts'
import { idInUse } from '../base/id-in-use.ts'
import { defaultRuleCreateInput } from '../base/inputs.ts'
import {
  DefaultSecurityGroupRuleExistsError,
  DefaultSecurityGroupRuleNotFoundError,
  DuplicateDefaultSgRuleInPostError,
} from '../errors/default-rule-errors.ts'
import { visibleGroup } from '../groups/visible-group.ts'
import { type DefaultSecurityGroupRule, type DefaultSecurityGroupRuleCreate, PARENT } from '../model/default-rule.ts'
import { judgeMatch } from '../rules/judge-match.ts'
import { matchListColumns } from '../rules/match-list-columns.ts'
import { ruleKeyOf } from '../model/rule-key.ts'
import { storedMatch } from '../rules/stored-match.ts'
import { type Db, tablesIn } from '../store/tables.ts'
import { defaultRuleOf, defaultRuleRow } from './default-rule-rows.ts'

type Operations = 'create' | 'createMany' | 'get' | 'list' | 'delete'

const TABLE = 'default_security_group_rules'
const SHAPE: ListShape = {
  resource: 'default security group rule',
  columns: {
    ...matchListColumns(TABLE),
    usedInDefaultSg: flag(`${TABLE}.used_in_default_sg`),
    usedInNonDefaultSg: flag(`${TABLE}.used_in_non_default_sg`),
  },
}

/** What groups begin with, as administrators want it; groups that are there keep what they have. */
export class DefaultRuleService implements Pick<
  ResourceService<DefaultSecurityGroupRule, DefaultSecurityGroupRuleCreate, never>,
  Operations
> {
  constructor(
    private readonly env: ServiceEnvironment,
    private readonly addressGroups: RemoteAddressGroups,
  ) {}

  async create(context: RequestContext, request: DefaultSecurityGroupRuleCreate): Promise<DefaultSecurityGroupRule> {
    const [rule] = await this.createMany(context, [request])
    if (rule === undefined) throw new TypeError('a created default rule has vanished')
    return rule
  }

  async createMany(
    context: RequestContext,
    requests: readonly DefaultSecurityGroupRuleCreate[],
  ): Promise<readonly DefaultSecurityGroupRule[]> {
    requireAdmin(context, 'create_default_security_group_rule')
    const now = timestamp(this.env.clock)
    const rules = await mapInTurns(requests, (request) => newRule(request, now))
    await idInUse(this.env.store, 'default_security_group_rule', requests, () =>
      this.env.store.transaction(async (tx) => {
        for (const { remoteGroupId, remoteAddressGroupId } of rules) {
          if (remoteGroupId !== null && remoteGroupId !== PARENT) {
            await visibleGroup(this.env, tx.db, context, remoteGroupId)
          }
          if (remoteAddressGroupId !== null) {
            await this.addressGroups.requireVisible(tx, context, remoteAddressGroupId)
          }
        }
        await requireNew(tx, rules)
        for (const piece of insertChunks(rules)) {
          await tablesIn(tx.db).insertInto(TABLE).values(piece.map(defaultRuleRow)).execute()
        }
        // groups that begin with it name them at once
        await this.addressGroups.publish(tx, [...new Set(rules.flatMap((rule) => rule.remoteAddressGroupId ?? []))])
      }),
    )
    return rules
  }

  async get(_context: RequestContext, id: string): Promise<DefaultSecurityGroupRule> {
    return load(this.env.store.db, id)
  }

  async list(
    _context: RequestContext,
    filter: ResourceFilter = {},
    page: Page = {},
  ): Promise<readonly DefaultSecurityGroupRule[]> {
    const { store } = this.env
    const query = tablesIn(store.db).selectFrom(TABLE).selectAll()
    const rows = await this.env.listed(query, SHAPE, filter, page, async (id) =>
      defaultRuleRow(await load(store.db, id)),
    )
    return mapInTurns(rows, defaultRuleOf)
  }

  async delete(context: RequestContext, id: string, ifRevision?: number): Promise<void> {
    await this.env.store.transaction(async ({ db }) => {
      const rule = await load(db, id)
      requireAdmin(context, 'delete_default_security_group_rule')
      requireRevision(ifRevision, rule)
      await tablesIn(db).deleteFrom(TABLE).where('id', '=', id).execute()
    })
  }
}

function requireAdmin({ isAdmin }: RequestContext, action: string): void {
  if (!isAdmin) throw new NotAuthorizedError(`rule:${action}`)
}

function newRule(request: DefaultSecurityGroupRuleCreate, now: string): DefaultSecurityGroupRule {
  const given = parseInput(defaultRuleCreateInput, request)
  const { id, description = '', usedInDefaultSg = false, usedInNonDefaultSg = true, ...match } = given
  const stored = storedMatch(match)
  judgeMatch(stored)
  return {
    ...stored,
    id: id ?? randomUUID(),
    usedInDefaultSg,
    usedInNonDefaultSg,
    description,
    revisionNumber: 0,
    createdAt: now,
    updatedAt: now,
  }
}

/** @throws {DuplicateDefaultSgRuleInPostError} {@link DefaultSecurityGroupRuleExistsError} */
async function requireNew({ db }: Transaction, rules: readonly DefaultSecurityGroupRule[]): Promise<void> {
  const keys = new Set(rules.map(keyOf))
  if (keys.size < rules.length) throw new DuplicateDefaultSgRuleInPostError()
  for (const piece of chunks(rules)) {
    const rows = await tablesIn(db)
      .selectFrom(TABLE)
      .selectAll()
      .where('rule_key', 'in', piece.map(ruleKeyOf))
      .execute()
    const same = rows.map(defaultRuleOf).find((rule) => keys.has(keyOf(rule)))
    if (same !== undefined) throw new DefaultSecurityGroupRuleExistsError(same.id)
  }
}

/** Neutron: one rule for default groups and the same for others are two. */
const keyOf = (rule: DefaultSecurityGroupRule): string =>
  `${ruleKeyOf(rule)} ${String(rule.usedInDefaultSg)} ${String(rule.usedInNonDefaultSg)}`

async function load(db: Db, id: string): Promise<DefaultSecurityGroupRule> {
  const row = await tablesIn(db).selectFrom(TABLE).selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw new DefaultSecurityGroupRuleNotFoundError(id)
  return defaultRuleOf(row)
}
