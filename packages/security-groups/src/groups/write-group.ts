import type { ServiceEnvironment } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { randomUUID } from 'node:crypto'
import { timestamp } from '../base/timestamp.ts'
import { ruleWrite } from '../feed/rule-writes.ts'
import { PARENT } from '../model/default-rule.ts'
import type { SecurityGroup } from '../model/security-group.ts'
import type { SecurityGroupRule } from '../model/security-group-rule.ts'
import { matchColumns, matchOf, ruleOf } from '../rules/rule-rows.ts'
import { ruleKeyOf } from '../rules/rule-key.ts'
import { type SecurityGroupRuleRow, tablesIn } from '../store/tables.ts'
import { groupRow } from './group-rows.ts'

type Environment = Pick<ServiceEnvironment, 'clock' | 'publish'>

/** What a group is made of; its rules are those of the templates. */
export interface NewGroup extends Pick<SecurityGroup, 'projectId' | 'name' | 'description' | 'stateful'> {
  readonly id?: string
  /** It is its project's default. */
  readonly isDefault: boolean
}

/** How many rules such a group begins with. */
export async function countTemplates(tx: Transaction, isDefault: boolean): Promise<number> {
  const { count } = await tablesIn(tx.db)
    .selectFrom('default_security_group_rules')
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .where(isDefault ? 'used_in_default_sg' : 'used_in_non_default_sg', '=', 1)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Writes a group with the rules of the templates, and tells of them. Its quota is the caller's to count. */
export async function writeGroup(env: Environment, tx: Transaction, create: NewGroup): Promise<SecurityGroup> {
  const { isDefault, ...given } = create
  const db = tablesIn(tx.db)
  const now = timestamp(env)
  const id = create.id ?? randomUUID()
  const group = {
    ...given,
    id,
    shared: false,
    tags: [],
    // Neutron: its rules make it another revision at once
    revisionNumber: 1,
    createdAt: now,
    updatedAt: now,
  }
  await db.insertInto('security_groups').values(groupRow(group)).execute()
  if (isDefault) {
    const row = { project_id: create.projectId, security_group_id: id }
    await db.insertInto('default_security_groups').values(row).execute()
  }
  const rules = await templateRules(tx, group, isDefault, now)
  if (rules.length > 0) await db.insertInto('security_group_rules').values(rules).execute()
  const shown = rules
    .map((row): SecurityGroupRule => ruleOf({ ...row, default_of: isDefault ? create.projectId : null }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  await env.publish(tx, shown.map(ruleWrite))
  return { ...group, rules: shown }
}

async function templateRules(
  tx: Transaction,
  { id, projectId }: Pick<SecurityGroup, 'id' | 'projectId'>,
  isDefault: boolean,
  now: string,
): Promise<SecurityGroupRuleRow[]> {
  const templates = await tablesIn(tx.db)
    .selectFrom('default_security_group_rules')
    .selectAll()
    .where(isDefault ? 'used_in_default_sg' : 'used_in_non_default_sg', '=', 1)
    .execute()
  const rows = new Map<string, SecurityGroupRuleRow>()
  for (const template of templates) {
    const match = matchOf(template)
    const own = { ...match, remoteGroupId: match.remoteGroupId === PARENT ? id : match.remoteGroupId }
    const rest = { project_id: projectId, security_group_id: id, revision_number: 0, created_at: now, updated_at: now }
    rows.set(ruleKeyOf(own), { ...matchColumns(own), ...rest, id: randomUUID(), description: template.description })
  }
  return [...rows.values()]
}
