import { type Agent, PortNotFoundError } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { randomUUID } from 'node:crypto'
import { HA_OWNER } from '../base/port-owners.ts'
import type { L3Environment } from '../base/l3-environment.ts'
import { interfaceGone, interfaceWrite } from '../items/router-writes.ts'
import { haPorts } from '../rows/ha-port-rows.ts'
import { deleteRouterPort, insertRouterPort } from '../rows/router-port-rows.ts'
import { loadRouters, type StoredRouter } from '../rows/router-rows.ts'
import { haContext } from './ha-networks.ts'

type Environment = Pick<L3Environment, 'engine' | 'work'>

const REQUEST = { requestId: 'req-l3-ha' }

/** Each host of an HA router has one; of other routers, none is left. `told` = that host's assignment is to be said anew. */
export async function settleHaPorts(
  env: Environment,
  routerId: string,
  agents: readonly Agent[],
  told: (tx: Transaction, host: string) => Promise<void>,
): Promise<void> {
  const { db } = env.engine.store
  const [router] = await loadRouters(db, [routerId])
  const present = await haPorts(db, routerId)
  const hosts = router === undefined || router.ha === null ? [] : agents.map(({ host }) => host)
  const kept = new Set<string>()
  for (const { portId, host } of present) {
    if (hosts.includes(host) && !kept.has(host)) kept.add(host)
    else await removeHaPort(env, routerId, portId)
  }
  if (router === undefined) return
  for (const host of hosts) if (!kept.has(host)) await makeHaPort(env, router, host, told)
}

async function makeHaPort(
  env: Environment,
  router: StoredRouter,
  host: string,
  told: (tx: Transaction, host: string) => Promise<void>,
): Promise<void> {
  const networkId = router.ha?.networkId ?? ''
  const { engine } = env
  await env.work
    .run(
      haContext(REQUEST),
      async (tx, { current, network }) => {
        // Gone, converted, or made by another controller meanwhile: the port is not wanted.
        const [now] = await loadRouters(tx.db, [router.id])
        if (now?.ha?.networkId !== networkId) throw new UnwantedHaPortError()
        if ((await haPorts(tx.db, router.id)).some((port) => port.host === host)) throw new UnwantedHaPortError()
        const row = { port_id: current.id, router_id: router.id, network_id: network.id, port_type: HA_OWNER }
        await insertRouterPort(tx, row)
        const subnets = await engine.rows.subnetsOf(tx.db, network.id)
        await engine.publish(tx, [interfaceWrite({ routerId: router.id, port: current, mtu: network.mtu, subnets })])
        await told(tx, host)
      },
      (own) =>
        engine.ports.create(own, {
          id: randomUUID(),
          networkId,
          name: `HA port tenant ${router.projectId}`,
          deviceId: router.id,
          deviceOwner: HA_OWNER,
          host,
        }),
    )
    .catch((error: unknown) => {
      if (!(error instanceof UnwantedHaPortError)) throw error
    })
}

class UnwantedHaPortError extends Error {}

/** @param routerId that of its items; a router that has gone has none */
export async function removeHaPort(env: Environment, routerId: string, portId: string): Promise<void> {
  const { engine } = env
  try {
    await env.work.run(
      haContext(REQUEST),
      async (tx, { current }) => {
        await deleteRouterPort(tx, current.id)
        const isKnown = await tx.db
          .selectFrom('feed_items')
          .select('item_key')
          .where('topic', '=', interfaceGone(routerId, current).topic)
          .where('item_key', '=', interfaceGone(routerId, current).key)
          .executeTakeFirst()
        if (isKnown !== undefined) await engine.publish(tx, [interfaceGone(routerId, current)])
      },
      (own) => engine.ports.delete(own, portId),
    )
  } catch (error) {
    if (!(error instanceof PortNotFoundError)) throw error
  }
}
