import { adminContext, type PortContext } from '@netloom/core'
import { chunks, timestamp } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import type { Ml2Environment } from '../environment/environment.ts'
import { loadSurroundings, precommitUpdates, type PortChange } from '../port-state/port-changes.ts'
import { completePorts, selectPorts } from '../rows/load-ports.ts'

/**
 * A host's tunnel address changed, or the types its tunnels have: its ports that are or may be announced get a new revision and their update hooks run, with the agent as it is
 * now, so that whoever publishes where ports live publishes again. Nothing else about the ports differs.
 */
export async function followTunnelEnd(
  env: Ml2Environment,
  tx: Transaction,
  host: string,
): Promise<readonly PortContext[]> {
  const rows = await selectPorts(tx.db)
    .where('port_bindings.host', '=', host)
    .where('ports.status', 'in', ['ACTIVE', 'BUILD'])
    .execute()
  const contexts: PortContext[] = []
  for (const piece of chunks(rows)) {
    const ports = await completePorts(tx.db, piece)
    const now = timestamp(env.clock)
    await tx.db
      .updateTable('ports')
      .set(({ eb }) => ({ revision_number: eb('revision_number', '+', 1), updated_at: now }))
      .where(
        'id',
        'in',
        ports.map(({ id }) => id),
      )
      .execute()
    const changes = ports.map((before): PortChange => ({
      before,
      after: { ...before, revisionNumber: before.revisionNumber + 1, updatedAt: now },
    }))
    const surroundings = await loadSurroundings(env, tx.db, ports)
    contexts.push(...(await precommitUpdates(env, tx, adminContext('', `req-vtep-${host}`), changes, surroundings)))
  }
  return contexts
}
