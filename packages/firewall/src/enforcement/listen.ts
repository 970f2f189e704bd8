import type { AgentFollower, ServiceEnvironment, ServiceListener } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { type ApiVersion, tablesIn } from '../store/tables.ts'
import { FIREWALL_AGENT_TYPE } from '../wire/firewall-topics.ts'
import type { Enforcement } from './enforcement.ts'
import { loadFirewalls } from '../rows/load-firewalls.ts'
import { isRouterInterface } from './router-ports.ts'

/** Ports of routers come, change and go. */
export function portListener(enforcement: Enforcement, version: ApiVersion): ServiceListener {
  return {
    name: 'firewall',
    createPortPrecommit: async ({ current }, tx) => {
      if (isRouterInterface(current)) await enforcement.routersChanged(tx, [current.deviceId])
    },
    updatePortPrecommit: async ({ current, original }, tx) => {
      const routers = [original, current].flatMap((port) =>
        port !== undefined && isRouterInterface(port) ? [port.deviceId] : [],
      )
      const [before, after] = [original, current].map((port) =>
        port === undefined || !isRouterInterface(port) ? '' : `${port.deviceId} ${port.projectId}`,
      )
      if (before === after) return
      // What is no router's port any more is no group's.
      const freed = isRouterInterface(current) ? [] : await dropTarget(tx, version, current.id)
      await enforcement.routersChanged(tx, routers)
      await enforcement.changed(tx, freed)
    },
    deletePortPrecommit: async ({ current }, tx) => {
      if (!isRouterInterface(current)) return
      const freed = await dropTarget(tx, version, current.id)
      await enforcement.routersChanged(tx, [current.deviceId], current.id)
      await enforcement.changed(tx, freed)
    },
  }
}

async function dropTarget(tx: Transaction, version: ApiVersion, portId: string): Promise<readonly string[]> {
  const rows = await tablesIn(tx.db, version)
    .deleteFrom('firewall_targets')
    .where('target_id', '=', portId)
    .returning('firewall_id')
    .execute()
  const ids = rows.map(({ firewall_id }) => firewall_id)
  return [...(await loadFirewalls(tx.db, version, ids)).keys()]
}

/** Firewall agents come and go. */
export const agentFollower = (
  env: Pick<ServiceEnvironment, 'store' | 'logger'>,
  enforcement: Enforcement,
): AgentFollower => ({
  agentConnected: async ({ agentType, host }) => {
    if (agentType !== FIREWALL_AGENT_TYPE) return
    await env.store.transaction((tx) => enforcement.hostChanged(tx, host))
  },
  agentRemoving: ({ agentType, host }) =>
    Promise.resolve(() => {
      if (agentType !== FIREWALL_AGENT_TYPE) return
      env.store
        .transaction((tx) => enforcement.hostChanged(tx, host))
        .catch((error: unknown) => {
          env.logger.error({ err: error, host }, 'firewalls of a removed agent could not be settled')
        })
    }),
})
