import { StoreUnavailableError } from '@netloom/core'
import { sql, type Kysely, type Migration } from 'kysely'

interface Double {
  readonly network_type: string
  readonly physical_network: string | null
  readonly segmentation_id: number | string | null
  readonly first_network: string
  readonly second_network: string
}

/** More are not named: whoever has that many looks into the table. */
const MOST_NAMED = 10

/**
 * A segment belongs to one network. Three indices, because no two nulls are the same to a database: ids of tunnels (no physical
 * network), ids on a physical network, and physical networks that are taken as a whole (no id).
 */
export const oneSegmentOneNetwork: Migration = {
  async up(db) {
    await refuseDoubles(db)
    await sql`create unique index segments_tunnel on segments (network_type, segmentation_id)
      where physical_network is null and segmentation_id is not null`.execute(db)
    await sql`create unique index segments_physical on segments (network_type, physical_network, segmentation_id)
      where physical_network is not null and segmentation_id is not null`.execute(db)
    await sql`create unique index segments_whole_physical on segments (network_type, physical_network)
      where physical_network is not null and segmentation_id is null`.execute(db)
  },
}

/** Which of two networks keeps its segment is the operator's to say. @throws {StoreUnavailableError} naming both, and the remedy */
async function refuseDoubles(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<Double>`select network_type, physical_network, segmentation_id,
      min(network_id) as first_network, max(network_id) as second_network
    from segments where segmentation_id is not null or physical_network is not null
    group by network_type, physical_network, segmentation_id having count(*) > 1
    order by network_type, physical_network, segmentation_id limit ${sql.lit(MOST_NAMED + 1)}`.execute(db)
  if (rows.length === 0) return
  const named = rows.slice(0, MOST_NAMED).map(describe)
  if (rows.length > MOST_NAMED) named.push('and more')
  throw new StoreUnavailableError(
    `it has segments that two networks share, which this release refuses: ${named.join('; ')}. ` +
      'Nothing was changed. Delete one of the two networks (or its segment) with the release that wrote them, then start again',
  )
}

function describe({ network_type, physical_network, segmentation_id, first_network, second_network }: Double): string {
  const parts = [network_type, physical_network, segmentation_id].filter((part) => part !== null)
  const networks =
    first_network === second_network
      ? `network ${first_network} has it twice`
      : `networks ${first_network} and ${second_network} have it`
  return `${parts.join(' ')} (${networks})`
}
