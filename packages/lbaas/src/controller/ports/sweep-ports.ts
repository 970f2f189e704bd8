import { adminContext } from '@netloom/core'
import type { LbEnvironment } from '../base/environment.ts'
import { VIP_OWNER } from '../balancers/vip.ts'
import { tablesIn } from '../store/tables.ts'

/** Ports of balancers that are not there: of one that was made or removed by a controller that died on the way. */
export async function sweepPorts({ engine }: Pick<LbEnvironment, 'engine'>): Promise<void> {
  const context = adminContext('', 'req-lbaas')
  const rows = await tablesIn(engine.store.db)
    .selectFrom('ports')
    .leftJoin('lb_objects', 'lb_objects.vip_port_id', 'ports.id')
    .select('ports.id')
    .where('ports.device_owner', '=', VIP_OWNER)
    .where('ports.device_id', 'like', 'lb-%')
    .where('lb_objects.id', 'is', null)
    .execute()
  for (const { id } of rows) await engine.ports.delete(context, id)
}
