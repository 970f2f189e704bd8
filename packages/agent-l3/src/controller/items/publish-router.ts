import type { FeedWrite, Subnet } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { chunks } from '@netloom/core/kit'
import { withoutTooLarge } from '@netloom/core/wire'
import type { RouterAssignmentItem } from '../../wire/router-items.ts'
import { assignmentKey, l3Topic, routerTopic } from '../../wire/router-topics.ts'
import type { L3Environment } from '../base/l3-environment.ts'
import { haPartOf } from '../rows/ha-port-rows.ts'
import { helpersOf } from '../rows/conntrack-helper-rows.ts'
import { floatingIpsBy } from '../rows/floating-ip-rows.ts'
import { forwardingsBy } from '../rows/port-forwarding-rows.ts'
import { interfacePorts } from '../rows/interface-ports.ts'
import { hostedPortsOn, routerPorts } from '../rows/router-port-rows.ts'
import { loadRouters } from '../rows/router-rows.ts'
import { type Db, type RouterPortRow, tablesIn } from '../store/tables.ts'
import { conntrackHelperWrite, floatingIpWrites, portForwardingWrite } from './translation-writes.ts'
import { interfaceWrite, routerWrite } from './router-writes.ts'

type Environment = Pick<L3Environment, 'engine' | 'options'>

/** Everything about a router for its hosts; what is published already is not written again. */
export async function publishRouter(
  { engine, options }: Environment,
  tx: Transaction,
  routerId: string,
): Promise<void> {
  const [router] = await loadRouters(tx.db, [routerId])
  if (router === undefined) return
  const floatingIps = await floatingIpsBy(tx.db, 'router_id', routerId)
  const addressOf = new Map(floatingIps.map((fip) => [fip.id, fip.floatingIpAddress]))
  const all: readonly FeedWrite[] = [
    routerWrite(router, options.l3HaNetCidr),
    ...(await interfaceWritesOf({ engine, options }, tx.db, routerId)),
    ...floatingIps.flatMap(floatingIpWrites),
    ...(await forwardingsBy(tx.db, 'floating_ip_id', [...addressOf.keys()])).map((forwarding) =>
      portForwardingWrite(routerId, forwarding, addressOf.get(forwarding.floatingIpId) ?? ''),
    ),
    ...(await helpersOf(tx.db, [routerId])).map(conntrackHelperWrite),
  ]
  const writes = withoutTooLarge(all, engine.logger)
  const wanted = new Set(writes.map(({ key }) => key))
  const stale = (await itemsOf(tx.db, routerId)).filter(({ item_key }) => !wanted.has(item_key))
  for (const piece of chunks([...writes, ...stale.map((item) => removal(routerId, item))])) {
    await engine.publish(tx, piece)
  }
}

/** Nobody has the router any more. */
export async function withdrawRouter({ engine }: Environment, tx: Transaction, routerId: string): Promise<void> {
  const items = await itemsOf(tx.db, routerId)
  await engine.publish(
    tx,
    items.map((item) => removal(routerId, item)),
  )
}

/** Tells a host's agent that it has the router, or that it has not. */
export async function publishAssignment(
  { engine }: Environment,
  tx: Transaction,
  host: string,
  routerId: string,
  serves: boolean,
): Promise<void> {
  const topic = l3Topic(host)
  // Above whatever this key ever had: the position of a topic is not lower than any revision given here.
  const position = await tx.db.selectFrom('feed_topics').select('rev').where('topic', '=', topic).executeTakeFirst()
  const part = await haPartOf(tx.db, routerId, host)
  const body: RouterAssignmentItem | null = serves ? { routerId, ...(part !== undefined && { ha: part }) } : null
  await engine.publish(tx, [{ topic, key: assignmentKey(routerId), revision: (position?.rev ?? 0) + 1, body }])
}

/** All interfaces of a router. */
export const interfaceWritesOf = async (env: Environment, db: Db, routerId: string): Promise<readonly FeedWrite[]> =>
  interfaceWrites(env, db, await routerPorts(db, routerId))

/** Those on one network of all routers that a host has; without a subnet that is about to go. */
export const interfaceWritesOn = async (
  env: Environment,
  db: Db,
  networkId: string,
  withoutSubnet?: string,
): Promise<readonly FeedWrite[]> => interfaceWrites(env, db, await hostedPortsOn(db, networkId), withoutSubnet)

/** Some statements for some hundreds of ports, of however many routers and networks. */
async function interfaceWrites(
  { engine }: Environment,
  db: Db,
  own: readonly RouterPortRow[],
  withoutSubnet?: string,
): Promise<readonly FeedWrite[]> {
  const routerOf = new Map(own.map((row) => [row.port_id, row.router_id]))
  const ports = await interfacePorts(db, [...routerOf.keys()])
  const mtus = new Map<string, number>()
  const subnetsOf = new Map<string, Subnet[]>()
  for (const piece of chunks([...new Set(ports.map(({ networkId }) => networkId))])) {
    const rows = await tablesIn(db).selectFrom('networks').select(['id', 'mtu']).where('id', 'in', piece).execute()
    for (const { id, mtu } of rows) mtus.set(id, mtu)
    for (const subnet of await engine.rows.subnetsOf(db, piece)) {
      if (subnet.id === withoutSubnet) continue
      const known = subnetsOf.get(subnet.networkId)
      if (known === undefined) subnetsOf.set(subnet.networkId, [subnet])
      else known.push(subnet)
    }
  }
  return ports.map((port) =>
    interfaceWrite({
      routerId: routerOf.get(port.id) ?? '',
      port,
      mtu: mtus.get(port.networkId) ?? 0,
      subnets: subnetsOf.get(port.networkId) ?? [],
    }),
  )
}

interface ItemRow {
  readonly item_key: string
  readonly revision: number
}

const itemsOf = (db: Db, routerId: string): Promise<readonly ItemRow[]> =>
  db.selectFrom('feed_items').select(['item_key', 'revision']).where('topic', '=', routerTopic(routerId)).execute()

const removal = (routerId: string, { item_key, revision }: ItemRow): FeedWrite => ({
  topic: routerTopic(routerId),
  key: item_key,
  revision: revision + 1,
  body: null,
})
