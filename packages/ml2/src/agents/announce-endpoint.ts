import type { AgentConfigurations, FeedWrite } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { type EndpointItem, endpointKey, tunnelsTopic } from '@netloom/core/wire'
import type { TypeManager } from '../drivers/type-manager.ts'

interface AgentTunnels {
  readonly id: string
  readonly host: string
  readonly configurations: string
}

/**
 * Tells in the topic of each tunnel type where the tunnels of an agent end, and takes back what it does not offer any more
 * (`before` of another type or address), unless another agent of the host does. Types of which no driver is loaded concern
 * nobody. What is announced already is not announced again.
 */
export async function announceEndpoint(
  tx: Transaction,
  before: AgentTunnels | undefined,
  after: AgentTunnels,
  known: Pick<TypeManager, 'has'>,
): Promise<void> {
  const { host } = after
  const others = before === undefined ? [] : await othersOn(tx, after)
  const wanted = new Map(
    [...others.flatMap(endpointsOf), ...endpointsOf(after)]
      .filter(({ networkType }) => known.has(networkType))
      .map((item) => [item.networkType, item]),
  )
  const types = [...new Set([...wanted.keys(), ...(before === undefined ? [] : endpointsOf(before).map(typeOf))])]
  if (types.length === 0) return
  const key = endpointKey(host)
  const rows = await tx.db
    .selectFrom('feed_items')
    .select(['topic', 'revision', 'body'])
    .where('topic', 'in', types.map(tunnelsTopic))
    .where('item_key', '=', key)
    .execute()
  const positions = await tx.db
    .selectFrom('feed_topics')
    .select(['topic', 'rev'])
    .where('topic', 'in', types.map(tunnelsTopic))
    .execute()
  const writes = types.flatMap((type): readonly FeedWrite[] => {
    const topic = tunnelsTopic(type)
    const body = wanted.get(type) ?? null
    const told = rows.find((row) => row.topic === topic)
    if (told === undefined ? body === null : told.body === JSON.stringify(body)) return []
    // Above whatever this key ever had: the topic's position is not lower than any revision given here.
    const position = positions.find((row) => row.topic === topic)?.rev ?? 0
    return [{ topic, key, revision: Math.max(position, told?.revision ?? 0) + 1, body }]
  })
  if (writes.length > 0) await tx.publish(writes)
}

function othersOn(tx: Transaction, { id, host }: AgentTunnels): Promise<readonly AgentTunnels[]> {
  return tx.db
    .selectFrom('agents')
    .select(['id', 'host', 'configurations'])
    .where('host', '=', host)
    .where('id', '!=', id)
    .execute()
}

function endpointsOf({ host, configurations }: AgentTunnels): readonly EndpointItem[] {
  const { tunnelingIp, tunnelTypes = [] } = JSON.parse(configurations) as AgentConfigurations
  if (tunnelingIp === undefined) return []
  return [...new Set(tunnelTypes)].map((networkType) => ({ host, vtep: tunnelingIp, networkType }))
}

const typeOf = ({ networkType }: EndpointItem): string => networkType
