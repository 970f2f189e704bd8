import type { FeedWrite } from '@netloom/core'
import type { Store, Transaction } from '@netloom/core/store'

class RolledBack extends Error {}

/** Runs `work` and takes everything back. Returns what it had published. */
export async function rolledBack(
  store: Store,
  work: (tx: Transaction) => Promise<unknown>,
): Promise<readonly FeedWrite[]> {
  let published: FeedWrite[] = []
  try {
    await store.transaction(async (tx) => {
      published = []
      await work({
        db: tx.db,
        publish: async (writes) => {
          published.push(...writes)
          await tx.publish(writes)
        },
      })
      throw new RolledBack()
    })
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error
  }
  return published
}
