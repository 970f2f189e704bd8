import type { Port, PortContext, RequestContext } from '@netloom/core'
import { chunks } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import type { Ml2Environment } from '../environment/environment.ts'
import { releaseSegmentsOf } from '../binding/dynamic-segments.ts'
import { releaseAddresses } from '../ipam/release.ts'
import { publishOpenness } from '../network-state/open-ports.ts'
import { returnQuota } from '../quotas/usage.ts'
import { requireDeletable } from '../port-state/trunk-guards.ts'
import { loadSurroundings } from '../port-state/port-changes.ts'
import { portContext } from '../port-state/port-context.ts'
import { portFeedWrites, standbyRemovals } from '../port-state/port-feed.ts'
import { dropBlocks } from '../port-state/provisioning.ts'

/**
 * Deletes ports inside the transaction, unless one is in a trunk: the drivers' precommits first (while the rows are still
 * there), then addresses, rows, feed items. Returns the contexts for the postcommits.
 */
export async function deletePortsIn(
  env: Ml2Environment,
  tx: Transaction,
  request: RequestContext,
  ports: readonly Port[],
): Promise<readonly PortContext[]> {
  if (ports.length === 0) return []
  await requireDeletable(tx.db, ports)
  const { networks, agents } = await loadSurroundings(env, tx.db, ports)
  // Before services forget whose they are.
  const standby = await env.standby.of(ports, tx.db)
  const contexts: PortContext[] = []
  for (const port of ports) {
    const loaded = networks.get(port.networkId)
    if (loaded === undefined) continue
    const context = portContext({ request, current: port, loaded, agents })
    await env.mechanisms.precommit('delete', 'Port', context, tx)
    await releaseAddresses(tx.db, loaded.subnets, port.fixedIps)
    contexts.push(context)
  }
  for (const piece of chunks(ports.map(({ id }) => id))) {
    await dropBlocks(tx.db, piece)
    await tx.db.deleteFrom('port_binding_levels').where('port_id', 'in', piece).execute()
    await tx.db.deleteFrom('port_bindings').where('port_id', 'in', piece).execute()
    await tx.db.deleteFrom('ports').where('id', 'in', piece).execute()
  }
  await returnQuota(
    tx,
    ports.map(({ projectId }) => ({ projectId, resource: 'port' })),
  )
  await tx.publish([
    ...ports.flatMap((port) => portFeedWrites(env.mechanisms.drivers, port, undefined)),
    ...standbyRemovals(ports, standby),
  ])
  await publishOpenness(
    env,
    tx,
    ports.map((before) => ({ before })),
  )
  await releaseSegmentsOf(env, tx, ports)
  return contexts
}

/** Failures are logged by the manager; the ports stay deleted. */
export async function postcommitDeletions(env: Ml2Environment, contexts: readonly PortContext[]): Promise<void> {
  for (const context of contexts) await env.mechanisms.postcommit('delete', 'Port', context)
}
