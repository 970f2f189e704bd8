import type { Store } from '@netloom/core/store'

/** How many statements the store's transactions send while `work` runs; `about`: those alone that name such a table. */
export async function countStatements(store: Store, work: () => Promise<unknown>, about = ''): Promise<number> {
  let used = 0
  const { transaction } = store
  store.transaction = (inner) =>
    transaction.call(store, (tx) => {
      const db = tx.db.withPlugin({
        transformQuery: ({ node }) => {
          if (JSON.stringify(node).includes(about)) used++
          return node
        },
        transformResult: ({ result }) => Promise.resolve(result),
      })
      return inner({ db, publish: (writes) => tx.publish(writes) })
    }) as ReturnType<typeof inner>
  try {
    await work()
  } finally {
    store.transaction = transaction
  }
  return used
}
