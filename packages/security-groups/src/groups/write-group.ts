import type { ServiceEnvironment } from '@netloom/core'
import { chunks, insertChunks, mapInTurns, timestamp } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import { randomUUID } from 'node:crypto'
import { publishingMembers } from '../feed/named-members.ts'
import { ruleWrite } from '../feed/rule-writes.ts'
import { PARENT } from '../model/default-rule.ts'
import type { SecurityGroup } from '../model/security-group.ts'
import { matchColumns, matchOf, ruleOf } from '../rows/rule-rows.ts'
import { type DefaultRuleRow, type SecurityGroupRuleRow, tablesIn } from '../store/tables.ts'
import { groupRow } from '../rows/group-rows.ts'

type Environment = Pick<ServiceEnvironment, 'clock' | 'publish'>

/** What a group is made of; its rules are those of the templates. */
export interface NewGroup extends Pick<SecurityGroup, 'projectId' | 'name' | 'description' | 'stateful'> {
  readonly id?: string
}

/** The rules that such groups begin with; of templates that come to the same rule there one is: as many are counted as are made. */
export async function templatesFor(tx: Transaction, isDefault: boolean): Promise<readonly DefaultRuleRow[]> {
  const rows = await tablesIn(tx.db)
    .selectFrom('default_security_group_rules')
    .selectAll()
    .where(isDefault ? 'used_in_default_sg' : 'used_in_non_default_sg', '=', 1)
    .execute()
  return [...new Map(rows.map((row) => [row.rule_key, row])).values()]
}

/** Writes groups with the rules of the templates, and tells of them. Their quota is the caller's to count. */
export async function writeGroups(
  env: Environment,
  tx: Transaction,
  creates: readonly NewGroup[],
  { isDefault, templates }: { readonly isDefault: boolean; readonly templates: readonly DefaultRuleRow[] },
): Promise<readonly SecurityGroup[]> {
  const db = tablesIn(tx.db)
  const now = timestamp(env.clock)
  const made = await mapInTurns(creates, (create): Made => {
    const id = create.id ?? randomUUID()
    // Neutron: its rules make it another revision at once
    const rest = { shared: false, tags: [], revisionNumber: 1, createdAt: now, updatedAt: now }
    const rows = rulesFrom(templates, { id, projectId: create.projectId }, now)
    const shown = rows.map((row) => ruleOf({ ...row, default_of: isDefault ? create.projectId : null }))
    return { group: { ...create, ...rest, id, rules: shown.sort((a, b) => (a.id < b.id ? -1 : 1)) }, rows }
  })
  for (const piece of insertChunks(made)) {
    await db
      .insertInto('security_groups')
      .values(piece.map(({ group }) => groupRow(group)))
      .execute()
    if (!isDefault) continue
    const owners = piece.map(({ group }) => ({ project_id: group.projectId, security_group_id: group.id }))
    await db.insertInto('default_security_groups').values(owners).execute()
  }
  // A template may name a group that is there.
  const remotes = templates.flatMap(({ remote_group_id: id }) => (id === null || id === PARENT ? [] : [id]))
  await publishingMembers(env, tx, remotes, async () => {
    for (const piece of insertChunks(made.flatMap(({ rows }) => rows)))
      await db.insertInto('security_group_rules').values(piece).execute()
  })
  const groups = made.map(({ group }) => group)
  for (const piece of chunks(groups)) {
    await env.publish(
      tx,
      piece.flatMap(({ rules }) => rules.map(ruleWrite)),
    )
  }
  return groups
}

interface Made {
  readonly group: SecurityGroup
  readonly rows: readonly SecurityGroupRuleRow[]
}

function rulesFrom(
  templates: readonly DefaultRuleRow[],
  { id, projectId }: Pick<SecurityGroup, 'id' | 'projectId'>,
  now: string,
): readonly SecurityGroupRuleRow[] {
  return templates.map((template) => {
    const match = matchOf(template)
    const own = { ...match, remoteGroupId: match.remoteGroupId === PARENT ? id : match.remoteGroupId }
    const rest = { project_id: projectId, security_group_id: id, revision_number: 0, created_at: now, updated_at: now }
    return { ...matchColumns(own), ...rest, id: randomUUID(), description: template.description }
  })
}
