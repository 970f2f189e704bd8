import type { FeedWrite } from '@netloom/core'
import { dhcpNetworkTopic, dhcpTopic } from '@netloom/core/dhcp'
import type { Transaction } from '@netloom/core/store'
import { networkKey, withoutTooLarge } from '@netloom/core/wire'
import type { DhcpEnvironment } from './dhcp-environment.ts'
import { networkWrites, portWrites, subnetWrites } from './dhcp-items.ts'

/** Everything about a network for its DHCP servers; what is published already is not written again. */
export async function publishNetwork(
  { engine, options: dhcpOptions }: DhcpEnvironment,
  tx: Transaction,
  networkId: string,
): Promise<void> {
  const { rows, options, logger } = engine
  const network = await rows.network(tx.db, networkId)
  if (network === undefined) return
  const all: readonly FeedWrite[] = [
    ...networkWrites(undefined, network, { ...dhcpOptions, dnsDomain: options.dnsDomain }),
    ...(await rows.subnetsOf(tx.db, networkId)).flatMap((subnet) => subnetWrites(undefined, subnet)),
    ...(await rows.portsOf(tx.db, networkId)).flatMap((port) => portWrites(undefined, port)),
  ]
  // One port that cannot be sent does not keep the others without DHCP.
  const writes = withoutTooLarge(all, logger)
  const wanted = new Set(writes.map(({ key }) => key))
  const stale = (await itemsOf(tx, networkId)).filter(({ item_key }) => !wanted.has(item_key))
  await engine.publish(tx, [...writes, ...stale.map((item) => removal(networkId, item))])
}

/** Nobody serves the network any more. */
export async function withdrawNetwork(tx: Transaction, networkId: string): Promise<void> {
  const items = await itemsOf(tx, networkId)
  await tx.publish(items.map((item) => removal(networkId, item)))
}

/** Tells a host's agent that it serves a network, or that it does not. */
export async function publishAssignment(
  tx: Transaction,
  host: string,
  networkId: string,
  serves: boolean,
): Promise<void> {
  const topic = dhcpTopic(host)
  // Above whatever this key ever had: the position of a topic is not lower than any revision given here.
  const position = await tx.db.selectFrom('feed_topics').select('rev').where('topic', '=', topic).executeTakeFirst()
  const revision = (position?.rev ?? 0) + 1
  await tx.publish([{ topic, key: networkKey(networkId), revision, body: serves ? { networkId } : null }])
}

interface ItemRow {
  readonly item_key: string
  readonly revision: number
}

function itemsOf(tx: Transaction, networkId: string): Promise<readonly ItemRow[]> {
  return tx.db
    .selectFrom('feed_items')
    .select(['item_key', 'revision'])
    .where('topic', '=', dhcpNetworkTopic(networkId))
    .execute()
}

const removal = (networkId: string, { item_key, revision }: ItemRow): FeedWrite => ({
  topic: dhcpNetworkTopic(networkId),
  key: item_key,
  revision: revision + 1,
  body: null,
})
