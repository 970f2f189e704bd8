import type { FeedWrite, ServiceEnvironment } from '@netloom/core'
import { timestamp } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import { ruleGone } from '../feed/rule-writes.ts'
import { tablesIn } from '../store/tables.ts'
import { touchGroups } from '../rows/group-rows.ts'
import { SHARED_TYPE } from './visible-group.ts'

type Environment = Pick<ServiceEnvironment, 'clock' | 'publish' | 'quotas' | 'sharing'>

/**
 * A group that no port is in goes with its rules, and with rules of others that name it as the other side. Neutron tells nobody of
 * the latter (LP 2008712); hosts that have them hear of it here.
 */
export async function removeGroup(
  env: Environment,
  tx: Transaction,
  { id, projectId }: { readonly id: string; readonly projectId: string },
): Promise<void> {
  const db = tablesIn(tx.db)
  const gone = await db
    .deleteFrom('security_group_rules')
    .where((eb) => eb.or([eb('security_group_id', '=', id), eb('remote_group_id', '=', id)]))
    .returning(['id', 'project_id', 'security_group_id', 'revision_number'])
    .execute()
  const others = new Set(gone.map((rule) => rule.security_group_id).filter((one) => one !== id))
  await touchGroups(tx.db, [...others], timestamp(env.clock))
  await db.deleteFrom('default_security_group_rules').where('remote_group_id', '=', id).execute()
  await db.deleteFrom('default_security_groups').where('security_group_id', '=', id).execute()
  await db.deleteFrom('security_groups').where('id', '=', id).execute()
  await env.sharing.drop(tx, SHARED_TYPE, id)
  await env.quotas.giveBack(tx, [
    { projectId, resource: 'security_group' },
    ...gone.map((rule) => ({ projectId: rule.project_id, resource: 'security_group_rule' })),
  ])
  const writes = gone.map((rule): FeedWrite =>
    ruleGone({ id: rule.id, securityGroupId: rule.security_group_id, revisionNumber: rule.revision_number }),
  )
  await env.publish(tx, writes)
}
