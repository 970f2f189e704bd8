import type { FeedWrite, RequestContext } from '@netloom/core'
import { parseInput, requireRevision, timestamp } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import { floatingIpUpdateInput } from '../base/inputs.ts'
import { FipInUseByPortForwardingError } from '../errors/port-forwarding-errors.ts'
import type { L3Environment } from '../base/l3-environment.ts'
import type { FloatingIp, FloatingIpUpdate } from '../model/floating-ip.ts'
import { floatingIpGone, floatingIpWrites } from '../items/translation-writes.ts'
import { saveFloatingIp } from '../rows/floating-ip-rows.ts'
import { forwardingsBy } from '../rows/port-forwarding-rows.ts'
import { isHosted } from '../rows/host-of-router.ts'
import { type Db, tablesIn } from '../store/tables.ts'
import { associationOf } from './association.ts'
import { visibleFloatingIp } from './visible-floating-ip.ts'

/** In one transaction. A request without `portId` keeps where it leads. */
export async function updateFloatingIp(
  env: L3Environment,
  context: RequestContext,
  id: string,
  request: FloatingIpUpdate,
  ifRevision?: number,
): Promise<FloatingIp> {
  const change = parseInput(floatingIpUpdateInput, request)
  const { engine } = env
  return engine.store.transaction(async (tx) => {
    const before = await visibleFloatingIp(tx.db, context, id)
    requireRevision(ifRevision, before)
    const association = await associationOf(tx.db, context, before, change)
    if ((change.portId ?? null) !== null) await requireNoForwardings(tx.db, id)
    const moves = association.portId !== before.portId || association.fixedIpAddress !== before.fixedIpAddress
    const after: FloatingIp = {
      ...before,
      ...association,
      description: change.description ?? before.description,
      // what led elsewhere is set up anew, what leads nowhere is nowhere
      status: moves || association.routerId !== before.routerId ? 'DOWN' : before.status,
      revisionNumber: before.revisionNumber + 1,
      updatedAt: timestamp(engine.clock),
    }
    await saveFloatingIp(tx.db, after)
    await publishChange(env, tx, before, after)
    return after
  })
}

/** @throws {FipInUseByPortForwardingError} */
export async function requireNoForwardings(db: Db, id: string): Promise<void> {
  if ((await forwardingsBy(db, 'floating_ip_id', [id])).length > 0) throw new FipInUseByPortForwardingError(id)
}

/** A port that a floating IP leads to goes, or the address of it: the floating IP leads nowhere. */
export async function dissociate(env: L3Environment, tx: Transaction, before: FloatingIp): Promise<void> {
  const after: FloatingIp = {
    ...before,
    portId: null,
    fixedIpAddress: null,
    routerId: null,
    status: 'DOWN',
    revisionNumber: before.revisionNumber + 1,
    updatedAt: timestamp(env.engine.clock),
  }
  await saveFloatingIp(tx.db, after)
  await publishChange(env, tx, before, after)
}

/** With the port that holds its address, in one transaction. */
export async function deleteFloatingIp(
  env: L3Environment,
  context: RequestContext,
  id: string,
  ifRevision?: number,
): Promise<void> {
  const { engine } = env
  const { floatingPortId } = await visibleFloatingIp(engine.store.db, context, id)
  await env.work.run(
    context,
    async (tx) => {
      const fip = await visibleFloatingIp(tx.db, context, id)
      requireRevision(ifRevision, fip)
      await requireNoForwardings(tx.db, id)
      await tablesIn(tx.db).deleteFrom('floating_ips').where('id', '=', id).execute()
      await engine.quotas.giveBack(tx, [{ projectId: fip.projectId, resource: 'floatingip' }])
      await publishChange(env, tx, fip, undefined)
    },
    (own) => engine.ports.delete(own, floatingPortId),
  )
}

/** Tells the hosts of the routers that it leaves and comes to. */
async function publishChange(
  { engine }: Pick<L3Environment, 'engine'>,
  tx: Transaction,
  before: FloatingIp,
  after: FloatingIp | undefined,
): Promise<void> {
  const [old, now] = [floatingIpWrites(before), after === undefined ? [] : floatingIpWrites(after)]
  const left = old.filter(({ topic }) => !now.some((write) => write.topic === topic))
  const writes: FeedWrite[] = []
  if (left.length > 0 && before.routerId !== null && (await isHosted(tx.db, before.routerId))) {
    writes.push(floatingIpGone(before, before.routerId))
  }
  const isNews = JSON.stringify(now[0]?.body) !== JSON.stringify(old[0]?.body) || left.length > 0
  const routerId = after?.routerId ?? null
  if (now.length > 0 && isNews && routerId !== null && (await isHosted(tx.db, routerId))) writes.push(...now)
  await engine.publish(tx, writes)
}
