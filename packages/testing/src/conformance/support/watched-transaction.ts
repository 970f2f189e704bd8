import type { FeedWrite } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'

export interface WatchedTransaction {
  readonly tx: Transaction
  readonly published: readonly FeedWrite[]
  /** Statements and publications that have begun and not ended. */
  unfinished(): number
}

/** A transaction that knows what still runs in it: a hook that ends before its own statements writes after the commit, or never. */
export function watchTransaction(inner: Transaction): WatchedTransaction {
  const published: FeedWrite[] = []
  let running = 0
  const db = inner.db.withPlugin({
    transformQuery: ({ node }) => {
      running += 1
      return node
    },
    transformResult: async ({ result }) => {
      await nextTurn()
      running -= 1
      return result
    },
  })
  const publish = async (writes: readonly FeedWrite[]): Promise<void> => {
    published.push(...writes)
    running += 1
    await inner.publish(writes)
    await nextTurn()
    running -= 1
  }
  return { tx: { db, publish }, published, unfinished: () => running }
}

/** An engine in this process would have answered before a hook that does not wait for it is found out. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
