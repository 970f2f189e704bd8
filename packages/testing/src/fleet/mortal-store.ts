import type { Store, Transaction } from '@netloom/core'

/** A controller's grip on a store that outlives it: after `kill` nothing of it is committed any more. */
export interface MortalStore extends Store {
  kill(): void
}

/** `store` is initialized once, by its owner, and closed by its owner. */
export function mortalStore(store: Store): MortalStore {
  let dead = false
  const check = (): void => {
    if (dead) throw new Error('this controller was killed')
  }
  return {
    db: store.db,
    log: store.log,
    initialize: () => Promise.resolve(),
    problem: (error) => store.problem(error),
    close: () => Promise.resolve(),
    transaction: async <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => {
      check()
      return store.transaction(async (tx) => {
        const result = await work(tx)
        // A process that dies before the commit has written nothing.
        check()
        return result
      })
    },
    kill: () => {
      dead = true
    },
  }
}
