import type { RequestContext, Subnet, SubnetContext } from '@netloom/core'
import { timestamp } from '@netloom/core/kit'
import type { L3Environment } from '../base/l3-environment.ts'
import { GATEWAY_OWNER } from '../base/port-owners.ts'
import { requireNoOverlap } from '../routes/judge-overlap.ts'
import { touchRouter } from '../rows/router-rows.ts'
import { type Db, tablesIn } from '../store/tables.ts'

interface Held {
  readonly subnetId: string
  readonly ipAddress: string
  readonly ipVersion: number
  /** The port has made it of its MAC address. */
  readonly isOwn: boolean
}

interface Gateway {
  readonly routerId: string
  readonly portId: string
  readonly held: readonly Held[]
}

/**
 * A network outside has got one more subnet: gateways on it without an address of that version get one there, as Neutron's do. One that
 * cannot have it stays as it was.
 */
export async function extendGateways(
  env: L3Environment,
  { request, current, network }: SubnetContext,
  signal: AbortSignal,
): Promise<void> {
  if (!network.routerExternal) return
  const { logger, store } = env.engine
  for (const gateway of (await gatewaysOn(store.db, network.id)).filter(({ held }) => wants(held, current))) {
    if (signal.aborted) return
    try {
      await extend(env, request, gateway, current)
    } catch (error) {
      const { routerId, portId } = gateway
      logger.warn({ err: error, routerId, portId, subnetId: current.id }, 'gateway gets no address on the new subnet')
    }
  }
}

function wants(held: readonly Held[], { id, ipVersion }: Subnet): boolean {
  const given = held.filter(({ isOwn }) => !isOwn)
  const isThere = held.some(({ subnetId }) => subnetId === id)
  return !isThere && given.length <= 1 && given.every((one) => one.ipVersion !== ipVersion)
}

async function extend(
  { engine, work }: L3Environment,
  request: RequestContext,
  { routerId, portId, held }: Gateway,
  subnet: Subnet,
): Promise<void> {
  const fixedIps = [...held.map(({ subnetId, ipAddress }) => ({ subnetId, ipAddress })), { subnetId: subnet.id }]
  await work.run(
    request,
    async (tx) => {
      await requireNoOverlap(tx.db, routerId, [subnet], ({ portType }) => portType === GATEWAY_OWNER)
      await touchRouter(tx.db, routerId, timestamp(engine.clock))
    },
    (own) => engine.ports.update(own, portId, { fixedIps }),
  )
}

/** With their addresses, if they have any; one statement. */
async function gatewaysOn(db: Db, networkId: string): Promise<readonly Gateway[]> {
  const rows = await tablesIn(db)
    .selectFrom('router_ports')
    .leftJoin('ip_allocations', 'ip_allocations.port_id', 'router_ports.port_id')
    .leftJoin('subnets', 'subnets.id', 'ip_allocations.subnet_id')
    .select(['router_ports.router_id', 'router_ports.port_id', 'ip_allocations.subnet_id', 'ip_allocations.ip_address'])
    .select(['subnets.ip_version', 'subnets.ipv6_address_mode'])
    .where('router_ports.network_id', '=', networkId)
    .where('router_ports.port_type', '=', GATEWAY_OWNER)
    .orderBy('router_ports.port_id')
    .execute()
  const gateways = new Map<string, Gateway & { readonly held: Held[] }>()
  for (const row of rows) {
    const gateway = gateways.get(row.port_id) ?? { routerId: row.router_id, portId: row.port_id, held: [] }
    gateways.set(row.port_id, gateway)
    const { subnet_id: subnetId, ip_address: ipAddress, ip_version: ipVersion, ipv6_address_mode: mode } = row
    if (subnetId === null || ipAddress === null || ipVersion === null) continue
    gateway.held.push({ subnetId, ipAddress, ipVersion, isOwn: mode === 'slaac' || mode === 'dhcpv6-stateless' })
  }
  return [...gateways.values()]
}
