import type { ServiceEnvironment } from '@netloom/core'
import { chunks, insertChunks, timestamp } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import { randomUUID } from 'node:crypto'
import { DuplicateSecurityGroupRuleInPostError, SecurityGroupRuleExistsError } from '../errors/rule-errors.ts'
import { publishingMembers } from '../feed/named-members.ts'
import { ruleWrite } from '../feed/rule-writes.ts'
import { touchGroups } from '../rows/group-rows.ts'
import type { RuleMatch, SecurityGroupRule } from '../model/security-group-rule.ts'
import { tablesIn } from '../store/tables.ts'
import { ruleKeyOf } from '../model/rule-key.ts'
import { matchColumns, ruleOf } from '../rows/rule-rows.ts'

/** A rule that may be: its match is judged, its group and remotes are there. */
export interface NewRule {
  readonly id?: string
  readonly projectId: string
  readonly securityGroupId: string
  readonly description: string
  readonly match: RuleMatch
}

/**
 * No rule twice: in the request, or beside what the group has. @throws {DuplicateSecurityGroupRuleInPostError}
 * {@link SecurityGroupRuleExistsError}
 */
export async function requireNew(
  tx: Transaction,
  groupId: string,
  creates: readonly Pick<NewRule, 'match'>[],
): Promise<void> {
  const keys = new Set<string>()
  for (const { match } of creates) {
    const key = ruleKeyOf(match)
    if (keys.has(key)) throw new DuplicateSecurityGroupRuleInPostError()
    keys.add(key)
  }
  for (const piece of chunks([...keys])) {
    const there = await tablesIn(tx.db)
      .selectFrom('security_group_rules')
      .select('id')
      .where('security_group_id', '=', groupId)
      .where('rule_key', 'in', piece)
      .limit(1)
      .executeTakeFirst()
    if (there !== undefined) throw new SecurityGroupRuleExistsError(there.id)
  }
}

/** Rules of one group, which is another revision for each of them; hosts are told. */
export async function writeRules(
  env: Pick<ServiceEnvironment, 'clock' | 'publish'>,
  tx: Transaction,
  groupId: string,
  creates: readonly NewRule[],
): Promise<readonly SecurityGroupRule[]> {
  const db = tablesIn(tx.db)
  const now = timestamp(env.clock)
  const rows = creates.map(({ id, projectId, securityGroupId, description, match }) => ({
    ...matchColumns(match),
    id: id ?? randomUUID(),
    project_id: projectId,
    security_group_id: securityGroupId,
    description,
    revision_number: 0,
    created_at: now,
    updated_at: now,
  }))
  await publishingMembers(
    env,
    tx,
    creates.flatMap(({ match }) => match.remoteGroupId ?? []),
    async () => {
      for (const piece of insertChunks(rows)) await db.insertInto('security_group_rules').values(piece).execute()
    },
  )
  await touchGroups(tx.db, [groupId], now, rows.length)
  const owner = await db
    .selectFrom('default_security_groups')
    .select('project_id')
    .where('security_group_id', '=', groupId)
    .executeTakeFirst()
  const rules = rows.map((row) => ruleOf({ ...row, default_of: owner?.project_id ?? null }))
  await env.publish(tx, rules.map(ruleWrite))
  return rules
}
