import { adminContext, type Port } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import type { Ml2Environment } from '../environment/environment.ts'
import { portContext } from '../port-state/port-context.ts'
import { loadNetwork } from '../rows/network-rows.ts'
import { decideBinding } from './decide-binding.ts'
import { segmentsFor } from './segments-for.ts'

/**
 * The port as these hosts would have it, if it were bound there: each has a switch of its own. Who would need a segment made for it,
 * or cannot bind it, is left out. Drivers decide by what is known already.
 */
export async function boundElsewhere(
  env: Ml2Environment,
  { db }: Transaction,
  port: Port,
  hosts: readonly string[],
): Promise<readonly Port[]> {
  const loaded = await loadNetwork(db, port.networkId)
  if (loaded === undefined) return []
  const agents = await env.agents.onHosts(db, hosts)
  const found: Port[] = []
  for (const host of hosts) {
    const current = { ...port, binding: { ...port.binding, host } }
    const context = portContext({ request: adminContext('', 'req-standby'), current, loaded, agents })
    const result = await decideBinding(context, segmentsFor(port, loaded), {
      drivers: env.mechanisms.drivers,
      logger: env.logger,
      takeSegments: () => Promise.resolve([]),
    })
    if (result === undefined) continue
    const { vifType, vifDetails, levels } = result
    found.push({ ...current, binding: { ...current.binding, vifType, vifDetails, levels } })
  }
  return found
}
