import type { FeedWrite } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { chunks } from '@netloom/core/kit'
import { withoutTooLarge } from '@netloom/core/wire'
import type { RouterAssignmentItem } from '../../wire/router-items.ts'
import { assignmentKey, l3Topic, routerTopic } from '../../wire/router-topics.ts'
import type { L3Environment } from '../base/l3-environment.ts'
import { haPartOf } from '../ha/ha-ports.ts'
import { helpersOf } from '../rows/conntrack-helper-rows.ts'
import { floatingIpsBy } from '../rows/floating-ip-rows.ts'
import { forwardingsBy } from '../rows/port-forwarding-rows.ts'
import { interfacePorts } from '../rows/interface-ports.ts'
import { routerPorts } from '../rows/router-port-rows.ts'
import { loadRouters } from '../rows/router-rows.ts'
import { type Db, tablesIn } from '../store/tables.ts'
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

/** Interfaces of a router, or those of them that are on one network; without a subnet that is about to go. */
export async function interfaceWritesOf(
  { engine }: Environment,
  db: Db,
  routerId: string,
  onlyOn?: string,
  withoutSubnet?: string,
): Promise<readonly FeedWrite[]> {
  const own = (await routerPorts(db, routerId)).filter((row) => onlyOn === undefined || row.network_id === onlyOn)
  const ports = await interfacePorts(
    db,
    own.map((row) => row.port_id),
  )
  const writes: FeedWrite[] = []
  for (const networkId of new Set(ports.map((port) => port.networkId))) {
    const network = await tablesIn(db)
      .selectFrom('networks')
      .select('mtu')
      .where('id', '=', networkId)
      .executeTakeFirst()
    const subnets = (await engine.rows.subnetsOf(db, networkId)).filter(({ id }) => id !== withoutSubnet)
    const here = ports.filter((port) => port.networkId === networkId)
    writes.push(...here.map((port) => interfaceWrite({ routerId, port, mtu: network?.mtu ?? 0, subnets })))
  }
  return writes
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
