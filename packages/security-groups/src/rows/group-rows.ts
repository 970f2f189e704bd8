import { chunks } from '@netloom/core/kit'
import type { SecurityGroup } from '../model/security-group.ts'
import type { SecurityGroupRule } from '../model/security-group-rule.ts'
import { type Db, type SecurityGroupRow, tablesIn } from '../store/tables.ts'

export function groupRow(group: Omit<SecurityGroup, 'rules'>): SecurityGroupRow {
  return {
    id: group.id,
    project_id: group.projectId,
    name: group.name,
    stateful: group.stateful ? 1 : 0,
    shared: group.shared ? 1 : 0,
    description: group.description,
    tags: JSON.stringify(group.tags),
    revision_number: group.revisionNumber,
    created_at: group.createdAt,
    updated_at: group.updatedAt,
  }
}

export function groupOf(row: SecurityGroupRow, rules: readonly SecurityGroupRule[] = []): SecurityGroup {
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    stateful: row.stateful === 1,
    shared: row.shared === 1,
    rules,
    description: row.description,
    tags: JSON.parse(row.tags) as readonly string[],
    revisionNumber: row.revision_number,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

/** Without their rules; those that are not there are left out. */
export async function loadGroups(db: Db, ids: readonly string[]): Promise<readonly SecurityGroup[]> {
  const found: SecurityGroup[] = []
  for (const piece of chunks(ids)) {
    const rows = await tablesIn(db).selectFrom('security_groups').selectAll().where('id', 'in', piece).execute()
    found.push(...rows.map((row) => groupOf(row)))
  }
  return found
}

/** A rule came or went: the group is another revision. */
export async function touchGroups(db: Db, ids: readonly string[], now: string, by = 1): Promise<void> {
  for (const piece of chunks(ids)) {
    await tablesIn(db)
      .updateTable('security_groups')
      .set(({ eb }) => ({ revision_number: eb('revision_number', '+', by), updated_at: now }))
      .where('id', 'in', piece)
      .execute()
  }
}
