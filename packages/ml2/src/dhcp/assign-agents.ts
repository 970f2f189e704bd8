import type { Agent, FeedWrite } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { dhcpNetworkTopic, dhcpTopic, networkKey, withoutTooLarge } from '@netloom/core/wire'
import type { Ml2Environment } from '../environment.ts'
import { completePorts, selectPorts } from '../rows/load-ports.ts'
import { loadNetwork } from '../rows/network-rows.ts'
import { networkWrites, portWrites, subnetWrites } from './dhcp-items.ts'
import { assignmentsOf, subnetsOf } from './dhcp-rows.ts'

/** Gives a network to agents that do not serve it yet, inside the transaction. */
export async function assignAgents(
  env: Ml2Environment,
  tx: Transaction,
  networkId: string,
  agents: readonly Agent[],
): Promise<void> {
  if (agents.length === 0) return
  const serving = await assignmentsOf(tx.db, env.agents, [networkId])
  const free = freeIndexes(new Set(serving.map(({ index }) => index)))
  const rows = agents.map(({ id }) => ({
    network_id: networkId,
    agent_id: id,
    binding_index: free.next().value,
  }))
  await tx.db.insertInto('network_dhcp_agents').values(rows).execute()
  if (serving.length === 0) await publishNetwork(env, tx, networkId)
  await tx.publish(await Promise.all(agents.map(({ host }) => assignmentWrite(tx, host, networkId, true))))
}

/** Tells an agent's host, inside the transaction, that it serves its networks, or that it shall not although they stay its own. */
export async function publishServing(
  env: Ml2Environment,
  tx: Transaction,
  agent: Pick<Agent, 'id' | 'host'>,
  serves: boolean,
): Promise<void> {
  const own = (await assignmentsOf(tx.db, env.agents)).filter((one) => one.agent.id === agent.id)
  for (const { networkId } of own) await tx.publish([await assignmentWrite(tx, agent.host, networkId, serves)])
}

/** Takes a network from an agent, inside the transaction. With the last one its topic goes. Harmless when repeated. */
export async function unassignAgent(
  env: Ml2Environment,
  tx: Transaction,
  networkId: string,
  agent: Pick<Agent, 'id' | 'host'>,
): Promise<void> {
  await tx.db
    .deleteFrom('network_dhcp_agents')
    .where('network_id', '=', networkId)
    .where('agent_id', '=', agent.id)
    .execute()
  await tx.publish([await assignmentWrite(tx, agent.host, networkId, false)])
  if ((await assignmentsOf(tx.db, env.agents, [networkId])).length === 0) await withdrawNetwork(tx, networkId)
}

/** Everything about a network for its DHCP servers; what is published already is not written again. */
export async function publishNetwork(env: Ml2Environment, tx: Transaction, networkId: string): Promise<void> {
  const loaded = await loadNetwork(tx.db, networkId)
  if (loaded === undefined) return
  const rows = await selectPorts(tx.db).where('ports.network_id', '=', networkId).execute()
  const ports = await completePorts(tx.db, rows)
  const all: readonly FeedWrite[] = [
    ...networkWrites(undefined, loaded.network, env.options),
    ...(await subnetsOf(tx.db, networkId)).flatMap((subnet) => subnetWrites(undefined, subnet)),
    ...ports.flatMap((port) => portWrites(undefined, port)),
  ]
  // One port that cannot be sent does not keep the others without DHCP.
  const writes = withoutTooLarge(all, env.logger)
  const wanted = new Set(writes.map(({ key }) => key))
  const stale = (await itemsOf(tx, networkId)).filter(({ item_key }) => !wanted.has(item_key))
  await tx.publish([...writes, ...stale.map((item) => removal(networkId, item))])
}

/** Nobody serves the network any more. */
export async function withdrawNetwork(tx: Transaction, networkId: string): Promise<void> {
  const items = await itemsOf(tx, networkId)
  await tx.publish(items.map((item) => removal(networkId, item)))
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

/** Above whatever this key ever had: the position of a topic is not lower than any revision given here. */
async function assignmentWrite(tx: Transaction, host: string, networkId: string, serves: boolean): Promise<FeedWrite> {
  const topic = dhcpTopic(host)
  const position = await tx.db.selectFrom('feed_topics').select('rev').where('topic', '=', topic).executeTakeFirst()
  return { topic, key: networkKey(networkId), revision: (position?.rev ?? 0) + 1, body: serves ? { networkId } : null }
}

function* freeIndexes(taken: ReadonlySet<number>): Generator<number, never> {
  for (let index = 1; ; index += 1) if (!taken.has(index)) yield index
}
