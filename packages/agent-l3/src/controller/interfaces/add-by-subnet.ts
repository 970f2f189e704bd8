import type { PortContext, PortCreate, RequestContext, Subnet } from '@netloom/core'
import { timestamp } from '@netloom/core/kit'
import type { Transaction } from '@netloom/core/store'
import { randomUUID } from 'node:crypto'
import { INTERFACE_OWNER } from '../base/port-owners.ts'
import type { L3Environment } from '../base/l3-environment.ts'
import type { RouterInterface } from '../model/router.ts'
import { interfaceWrite } from '../items/router-writes.ts'
import { requireVisible } from '../router-row/visible-router.ts'
import type { AttachedAddress } from '../rows/attached-subnets.ts'
import { insertRouterPort } from '../rows/router-port-rows.ts'
import { type StoredRouter, touchRouter } from '../rows/router-rows.ts'
import { hostOfRouter } from '../rows/host-of-router.ts'
import { requireUsableSubnet } from './judge-interface.ts'
import { requireNoOverlap } from '../routes/judge-overlap.ts'

/** The router gets a port with the gateway's address of the subnet; IPv6 subnets of one network share a port. */
export async function addBySubnet(
  env: L3Environment,
  context: RequestContext,
  router: StoredRouter,
  subnetId: string,
): Promise<RouterInterface> {
  const { engine } = env
  const { db } = engine.store
  const subnet = await engine.subnets.get(context, subnetId)
  await requireUsableSubnet(db, context, subnet)
  const attached = await requireNoOverlap(db, router.id, [subnet])
  const shared = subnet.ipVersion === 6 ? ipv6PortOn(attached, subnet.networkId) : undefined
  if (shared !== undefined) return addPrefix(env, context, router, subnet, shared)
  const host = await hostOfRouter(db, router.id)
  const port: PortCreate & { readonly id: string } = {
    id: randomUUID(),
    networkId: subnet.networkId,
    projectId: router.projectId,
    deviceId: router.id,
    deviceOwner: INTERFACE_OWNER,
    fixedIps: [addressOf(subnet)],
    ...(host !== undefined && { host }),
  }
  let isElsewhere = host === undefined
  await env.work.run(
    context,
    async (tx, made) => {
      await requireNoOverlap(tx.db, router.id, [subnet])
      isElsewhere = !(await attachPort(env, tx, context, router.id, made))
    },
    (own) => engine.ports.create(own, port),
  )
  if (isElsewhere) env.schedule.due(router.id)
  return interfaceOf(router, port.id, subnet.networkId, [subnet])
}

/** Writes that a port is the router's, and tells its host; inside the port's transaction. False = the port is not on that host. */
export async function attachPort(
  { engine }: L3Environment,
  tx: Transaction,
  context: RequestContext,
  routerId: string,
  { current, network, host }: PortContext,
): Promise<boolean> {
  // it may have gone since
  requireVisible(context, routerId, await touchRouter(tx.db, routerId, timestamp(engine.clock)))
  await insertRouterPort(tx, {
    port_id: current.id,
    router_id: routerId,
    network_id: network.id,
    port_type: INTERFACE_OWNER,
  })
  const wanted = await hostOfRouter(tx.db, routerId)
  if (wanted === undefined) return false
  const subnets = await engine.rows.subnetsOf(tx.db, network.id)
  await engine.publish(tx, [interfaceWrite({ routerId, port: current, mtu: network.mtu, subnets })])
  return wanted === host
}

/** One more prefix for the port that the router has on the network; what hosts are told of it is the listener's. */
async function addPrefix(
  env: L3Environment,
  context: RequestContext,
  router: StoredRouter,
  subnet: Subnet,
  addresses: readonly AttachedAddress[],
): Promise<RouterInterface> {
  const portId = addresses[0]?.portId ?? ''
  const held = addresses.map(({ subnetId, ipAddress }) => ({ subnetId, ipAddress }))
  await env.work.run(
    context,
    async (tx) => {
      await requireNoOverlap(
        tx.db,
        router.id,
        [subnet],
        ({ portId: id, subnetId }) => id === portId && subnetId === subnet.id,
      )
      await touchRouter(tx.db, router.id, timestamp(env.engine.clock))
    },
    (own) => env.engine.ports.update(own, portId, { fixedIps: [...held, addressOf(subnet)] }),
  )
  return interfaceOf(router, portId, subnet.networkId, [subnet])
}

const addressOf = ({ id, gatewayIp }: Subnet): { readonly subnetId: string; readonly ipAddress: string } => ({
  subnetId: id,
  ipAddress: gatewayIp ?? '',
})

function ipv6PortOn(attached: readonly AttachedAddress[], networkId: string): readonly AttachedAddress[] | undefined {
  const first = attached.find(
    (one) => one.networkId === networkId && one.ipVersion === 6 && one.portType === INTERFACE_OWNER,
  )
  return first === undefined ? undefined : attached.filter(({ portId }) => portId === first.portId)
}

export const interfaceOf = (
  { id: routerId, projectId }: Pick<StoredRouter, 'id' | 'projectId'>,
  portId: string,
  networkId: string,
  subnets: readonly { readonly id: string }[],
): RouterInterface => ({ routerId, projectId, portId, networkId, subnetIds: subnets.map(({ id }) => id) })
