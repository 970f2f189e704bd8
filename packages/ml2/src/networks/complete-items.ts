import { NETWORK_KEY } from '@netloom/core/wire'
import { sql } from 'kysely'
import type { Ml2Environment } from '../environment/environment.ts'
import { loadNetwork } from '../rows/network-rows.ts'
import { networkFeedWrite } from '../network-state/network-feed.ts'
import { hasOpenPort } from '../network-state/open-ports.ts'

/** Networks of one transaction: others write in between. */
const BATCH = 100

/**
 * Publishes networks anew whose item an earlier release wrote, without saying whether their addresses are fixed. As a change
 * like any other, so that agents hear of it that have the item already. Their revision in the API stays.
 */
export async function completeNetworkItems({ store }: Pick<Ml2Environment, 'store'>): Promise<void> {
  const rows = await store.db
    .selectFrom('networks')
    .innerJoin('feed_items', (join) =>
      join
        .on('feed_items.topic', '=', sql<string>`'network/' || networks.id`)
        .on('feed_items.item_key', '=', NETWORK_KEY),
    )
    .select('networks.id')
    .where('feed_items.body', 'not like', '%"addressesFixed":%')
    .execute()
  for (let start = 0; start < rows.length; start += BATCH) {
    await store.transaction(async (tx) => {
      for (const { id } of rows.slice(start, start + BATCH)) {
        const loaded = await loadNetwork(tx.db, id)
        if (loaded === undefined) continue
        await tx.publish([networkFeedWrite(loaded.network, !(await hasOpenPort(tx.db, id)))])
      }
    })
  }
}
