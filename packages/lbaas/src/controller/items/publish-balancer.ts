import type { FeedWrite } from '@netloom/core'
import { chunks } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import { withoutTooLarge } from '@netloom/core/wire'
import type { LoadBalancerAssignmentItem } from '../../wire/load-balancer-items.ts'
import {
  assignmentKey,
  LOAD_BALANCER_KIND,
  loadBalancerTopic,
  lbTopic,
  vipKey,
} from '../../wire/load-balancer-topics.ts'
import type { LbEnvironment } from '../base/environment.ts'
import type { Family } from '../model/family.ts'
import type { LbObject } from '../model/lb-object.ts'
import { vipItemOf } from '../rows/vip-port.ts'
import { type Db, tablesIn } from '../store/tables.ts'
import { itemBody, itemKey } from './item-of.ts'

type Environment = Pick<LbEnvironment, 'engine'>

/** Whether an agent has the balancer: nobody else is told anything. */
export async function isAssigned(db: Db, loadBalancerId: string): Promise<boolean> {
  const row = await tablesIn(db)
    .selectFrom('agent_assignments')
    .select('agent_id')
    .where('kind', '=', LOAD_BALANCER_KIND)
    .where('object_id', '=', loadBalancerId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Objects of one balancer that are new or changed, and those that are gone. */
export async function publishObjects(
  { engine }: Environment,
  tx: Transaction,
  loadBalancerId: string,
  changed: readonly LbObject[],
  gone: readonly LbObject[] = [],
): Promise<void> {
  if (!(await isAssigned(tx.db, loadBalancerId))) return
  const writes = [
    ...changed.map((object) => writeOf(object)),
    ...gone.map((object) => ({ ...writeOf(object, 1), body: null })),
  ]
  for (const piece of chunks(withoutTooLarge(writes, engine.logger))) await engine.publish(tx, piece)
}

/** Everything about a balancer for its host; what is published already is not written again. */
export async function publishBalancer(env: Environment, tx: Transaction, family: Family): Promise<void> {
  const { id, vipPortId } = family.loadBalancer
  const writes = withoutTooLarge(
    [...family.objects.map((object) => writeOf(object)), ...(await vipWrites(env, tx.db, id, vipPortId))],
    env.engine.logger,
  )
  const wanted = new Set(writes.map(({ key }) => key))
  const stale = (await itemsOf(tx.db, id)).filter(({ key }) => !wanted.has(key))
  for (const piece of chunks([...writes, ...stale])) await env.engine.publish(tx, piece)
}

export async function publishVip(
  env: Environment,
  tx: Transaction,
  loadBalancerId: string,
  portId: string,
): Promise<void> {
  if (!(await isAssigned(tx.db, loadBalancerId))) return
  await env.engine.publish(tx, await vipWrites(env, tx.db, loadBalancerId, portId))
}

/** Nobody has the balancer any more. */
export async function withdrawBalancer(
  { engine }: Environment,
  tx: Transaction,
  loadBalancerId: string,
): Promise<void> {
  for (const piece of chunks(await itemsOf(tx.db, loadBalancerId))) await engine.publish(tx, piece)
}

/** Tells a host's agent that it has the balancer, or that it has not. */
export async function publishAssignment(
  { engine }: Environment,
  tx: Transaction,
  host: string,
  loadBalancerId: string,
  provider: string | undefined,
): Promise<void> {
  const topic = lbTopic(host)
  // Above whatever this key ever had: the position of a topic is not lower than any revision given here.
  const position = await tx.db.selectFrom('feed_topics').select('rev').where('topic', '=', topic).executeTakeFirst()
  const body: LoadBalancerAssignmentItem | null = provider === undefined ? null : { loadBalancerId, provider }
  const revision = (position?.rev ?? 0) + 1
  await engine.publish(tx, [{ topic, key: assignmentKey(loadBalancerId), revision, body }])
}

const writeOf = (object: LbObject, later = 0): FeedWrite => ({
  topic: loadBalancerTopic(object.loadBalancerId),
  key: itemKey(object),
  revision: object.version + later,
  body: itemBody(object),
})

async function vipWrites(
  env: Environment,
  db: Db,
  loadBalancerId: string,
  portId: string | null,
): Promise<readonly FeedWrite[]> {
  const found = portId === null ? undefined : await vipItemOf(env, db, portId)
  if (found === undefined || portId === null) return []
  return [{ topic: loadBalancerTopic(loadBalancerId), key: vipKey(portId), ...found }]
}

/** What would take away all that is published of a balancer. */
async function itemsOf(db: Db, loadBalancerId: string): Promise<readonly FeedWrite[]> {
  const topic = loadBalancerTopic(loadBalancerId)
  const rows = await tablesIn(db)
    .selectFrom('feed_items')
    .select(['item_key', 'revision'])
    .where('topic', '=', topic)
    .execute()
  return rows.map((row) => ({ topic, key: row.item_key, revision: row.revision + 1, body: null }))
}
