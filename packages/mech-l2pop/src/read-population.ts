import type { Port } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'
import { type MemberItem, memberKey, networkTopic, portKey } from '@netloom/core/wire'
import { departedHosts, touchedKeys, type KnownPopulation, type PortChange } from './population.ts'
import { hasOwnEntry, populatedTypes, vtepFor, type PopulationAgent } from './announcement.ts'

/** Agents on a host the change is about. */
export type AgentsOf = (host: string) => readonly PopulationAgent[]

/** What is announced now, read by primary key; a number of look-ups that does not grow with anything. */
export async function readPopulation(
  change: PortChange,
  agentsOf: AgentsOf,
  tx: Transaction,
): Promise<KnownPopulation> {
  const topic = networkTopic(change.networkId)
  const rows = await tx.db
    .selectFrom('feed_items')
    .select(['item_key', 'revision', 'body'])
    .where('topic', '=', topic)
    .where('item_key', 'in', touchedKeys(change))
    .execute()
  const position = await tx.db.selectFrom('feed_topics').select('rev').where('topic', '=', topic).executeTakeFirst()
  const remaining = new Map<string, MemberItem>()
  for (const host of departedHosts(change)) {
    const member = await remainingMember(change, host, agentsOf(host), tx)
    if (member !== undefined) remaining.set(host, member)
  }
  return {
    items: new Map(
      rows.map(({ item_key, revision, body }) => [item_key, { revision, body: JSON.parse(body) as unknown }]),
    ),
    remaining,
    topicPosition: position?.rev ?? 0,
  }
}

/**
 * Whether other hosts know of a port that is neither ACTIVE nor DOWN. One without an entry of its own is known by its host's
 * membership; another port may have brought that, and then it is right for both.
 */
export async function isPopulated(port: Port, host: string, tx: Transaction): Promise<boolean> {
  const items = await tx.db
    .selectFrom('feed_items')
    .select(['item_key', 'body'])
    .where('topic', '=', networkTopic(port.networkId))
    .where('item_key', 'in', [portKey(port.id), memberKey(host)])
    .execute()
  const entry = items.find(({ item_key }) => item_key === portKey(port.id))
  if (entry !== undefined) return (JSON.parse(entry.body) as MemberItem).host === host
  return !hasOwnEntry(port) && items.some(({ item_key }) => item_key === memberKey(host))
}

/** The membership that some other announced port of the network on the host needs. */
async function remainingMember(
  change: PortChange,
  host: string,
  agents: readonly PopulationAgent[],
  tx: Transaction,
): Promise<MemberItem | undefined> {
  const types = [...new Set(agents.flatMap(({ configurations }) => populatedTypes(configurations)))]
  if (types.length === 0) return undefined
  const segment = await tx.db
    .selectFrom('port_bindings as binding')
    .innerJoin('ports as port', 'port.id', 'binding.port_id')
    .innerJoin('port_binding_levels as level', (join) =>
      join.onRef('level.port_id', '=', 'binding.port_id').onRef('level.host', '=', 'binding.host'),
    )
    .innerJoin('segments as segment', 'segment.id', 'level.segment_id')
    .select(['segment.network_type', 'segment.segmentation_id'])
    .where('binding.network_id', '=', change.networkId)
    .where('binding.host', '=', host)
    .where('binding.port_id', '!=', change.portId)
    .where((eb) =>
      eb.or([
        eb('port.status', '=', 'ACTIVE'),
        // One that its host changes goes on being announced.
        eb.and([
          eb('port.status', '=', 'BUILD'),
          eb.exists(
            eb
              .selectFrom('feed_items')
              .select('feed_items.item_key')
              .where('feed_items.topic', '=', networkTopic(change.networkId))
              .where(
                'feed_items.item_key',
                '=',
                eb.fn<string>('concat', [eb.cast<string>(eb.val(portKey('')), 'text'), 'port.id']),
              ),
          ),
        ]),
      ]),
    )
    .where('segment.network_type', 'in', types)
    .where('segment.segmentation_id', 'is not', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('port_binding_levels as deeper')
            .select('deeper.level')
            .whereRef('deeper.port_id', '=', 'level.port_id')
            .whereRef('deeper.host', '=', 'level.host')
            .whereRef('deeper.level', '>', 'level.level'),
        ),
      ),
    )
    .limit(1)
    .executeTakeFirst()
  if (segment?.segmentation_id == null) return undefined
  const vtep = vtepFor(segment.network_type, agents)
  if (vtep === undefined) return undefined
  return { host, vtep, networkType: segment.network_type, segmentationId: segment.segmentation_id }
}
