import { timestamp } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import type { L3Environment } from '../base/l3-environment.ts'
import type { PortForwarding } from '../model/port-forwarding.ts'
import { portForwardingGone } from '../items/translation-writes.ts'
import { floatingIpsBy, saveFloatingIp } from '../rows/floating-ip-rows.ts'
import { forwardingsBy } from '../rows/port-forwarding-rows.ts'
import { isHosted } from '../rows/host-of-router.ts'
import { tablesIn } from '../store/tables.ts'

/** Forwardings to a port, or to those of its addresses that are not among `left`. */
export async function removeForwardingsOfPort(
  env: L3Environment,
  tx: Transaction,
  portId: string,
  left: ReadonlySet<string> = new Set(),
): Promise<void> {
  const all = await forwardingsBy(tx.db, 'internal_port_id', [portId])
  for (const one of all) if (!left.has(one.internalIpAddress)) await removeForwarding(env, tx, one)
}

/** With the last of its forwardings a floating IP leaves its router. */
export async function removeForwarding(
  { engine }: Pick<L3Environment, 'engine'>,
  tx: Transaction,
  forwarding: PortForwarding,
): Promise<void> {
  await tablesIn(tx.db).deleteFrom('port_forwardings').where('id', '=', forwarding.id).execute()
  const [fip] = await floatingIpsBy(tx.db, 'id', forwarding.floatingIpId)
  if (fip === undefined) return
  const { routerId } = fip
  if (routerId !== null && (await isHosted(tx.db, routerId))) {
    await engine.publish(tx, [portForwardingGone(routerId, forwarding)])
  }
  const rest = await forwardingsBy(tx.db, 'floating_ip_id', [fip.id])
  await saveFloatingIp(tx.db, {
    ...fip,
    ...(rest.length === 0 && fip.portId === null && { routerId: null, status: 'DOWN' as const }),
    revisionNumber: fip.revisionNumber + 1,
    updatedAt: timestamp(engine.clock),
  })
}
