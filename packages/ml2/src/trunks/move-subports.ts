import type { Port, PortContext, RequestContext } from '@netloom/core'
import { timestamp } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import type { Ml2Environment } from '../environment/environment.ts'
import { updatePortIn } from '../port-writes/update-port.ts'
import { loadPorts } from '../rows/load-ports.ts'

const SUBPORT_OWNER = 'trunk:subport'

/**
 * Subports are where their parent is: once it has a host they get that, and the device owner of subports. Returns the contexts
 * for the postcommits.
 */
export async function joinParent(
  env: Ml2Environment,
  tx: Transaction,
  request: RequestContext,
  parent: Port,
  ports: readonly Port[],
): Promise<readonly PortContext[]> {
  const contexts: PortContext[] = []
  const { host } = parent.binding
  for (const port of ports) {
    if (host === '' && port.binding.host === '') continue
    const change = host === '' ? { host } : { host, deviceOwner: SUBPORT_OWNER }
    contexts.push(...(await updatePortIn(env, tx, request, port, change)))
  }
  return contexts
}

/** Former subports are nowhere, and nobody's. Returns the contexts for the postcommits. */
export async function leaveParent(
  env: Ml2Environment,
  tx: Transaction,
  request: RequestContext,
  portIds: readonly string[],
): Promise<readonly PortContext[]> {
  const contexts: PortContext[] = []
  for (const port of await loadPorts(tx.db, portIds)) {
    const isMarked = port.deviceOwner === SUBPORT_OWNER
    if (!isMarked && port.binding.host === '') continue
    const change = isMarked ? { host: '', deviceOwner: '' } : { host: '' }
    contexts.push(...(await updatePortIn(env, tx, request, port, change)))
  }
  return contexts
}

/** A port was changed: its subports follow it to another host, its own parent shows another MAC. Returns further contexts. */
export async function followParent(
  env: Ml2Environment,
  tx: Transaction,
  request: RequestContext,
  before: Port,
  after: Port,
): Promise<readonly PortContext[]> {
  if (after.macAddress !== before.macAddress) {
    await tx.db
      .updateTable('ports')
      .set(({ eb }) => ({ revision_number: eb('revision_number', '+', 1), updated_at: timestamp(env.clock) }))
      .where('trunk_id', 'in', (eb) =>
        eb.selectFrom('subports').select('subports.trunk_id').where('port_id', '=', after.id),
      )
      .execute()
  }
  if (after.trunk === null || after.binding.host === before.binding.host) return []
  const ids = after.trunk.subports.map(({ portId }) => portId)
  return joinParent(env, tx, request, after, await loadPorts(tx.db, ids))
}
