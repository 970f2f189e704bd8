import { chunks, timestamp } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import type { L3Environment } from '../base/l3-environment.ts'
import type { FloatingIpStatus } from '../model/floating-ip.ts'
import { tablesIn } from '../store/tables.ts'

type Environment = Pick<L3Environment, 'engine'>

/** Writes a status where it is another; such an object is another revision. */
export async function statusOf(
  { engine }: Environment,
  tx: Transaction,
  table: 'floating_ips' | 'routers',
  ids: readonly string[],
  status: FloatingIpStatus,
): Promise<void> {
  for (const piece of chunks(ids)) {
    await tablesIn(tx.db)
      .updateTable(table)
      .set(({ eb }) => ({
        status,
        revision_number: eb('revision_number', '+', 1),
        updated_at: timestamp(engine.clock),
      }))
      .where('id', 'in', piece)
      .where('status', '!=', status)
      .execute()
  }
}

/** All floating IPs of a router. */
export async function statusOfAll(
  env: Environment,
  tx: Transaction,
  routerId: string,
  status: FloatingIpStatus,
): Promise<void> {
  const rows = await tablesIn(tx.db)
    .selectFrom('floating_ips')
    .select('id')
    .where('router_id', '=', routerId)
    .where('status', '!=', status)
    .execute()
  await statusOf(
    env,
    tx,
    'floating_ips',
    rows.map(({ id }) => id),
    status,
  )
}
