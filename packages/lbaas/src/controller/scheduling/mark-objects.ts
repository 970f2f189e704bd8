import { type Db, tablesIn } from '../store/tables.ts'

/** Another agent has the balancer: what it has of it, it says anew. */
export async function becomePending(db: Db, loadBalancerId: string, pendingUntil: string): Promise<void> {
  await tablesIn(db)
    .updateTable('lb_objects')
    .set((row) => ({
      version: row('version', '+', 1),
      deployed: 0,
      status_cause: null,
      pending_until: pendingUntil,
      provisioning_status: row
        .case()
        .when('provisioning_status', '=', 'PENDING_CREATE')
        .then('PENDING_CREATE')
        .else('PENDING_UPDATE')
        .end(),
    }))
    .where('load_balancer_id', '=', loadBalancerId)
    .execute()
}

/** No agent has it any more. */
export async function notDeployed(db: Db, loadBalancerId: string): Promise<void> {
  await tablesIn(db)
    .updateTable('lb_objects')
    .set({ deployed: 0, health: null })
    .where('load_balancer_id', '=', loadBalancerId)
    .execute()
}
