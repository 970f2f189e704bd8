import type { Store, Transaction } from '@netloom/core/store'

type Db = Transaction['db']

/** How many statements the store's transactions send while `work` runs; `about`: those alone that name such a table. */
export async function countStatements(store: Store, work: () => Promise<unknown>, about = ''): Promise<number> {
  const counter = new Counter(about)
  const { transaction } = store
  store.transaction = (inner) =>
    transaction.call(store, (tx) =>
      inner({ db: counter.watch(tx.db), publish: (writes) => tx.publish(writes) }),
    ) as ReturnType<typeof inner>
  try {
    await work()
  } finally {
    store.transaction = transaction
  }
  return counter.used
}

/** Those outside transactions, too; what a commit writes of the feed is not among them. */
export async function countAllStatements(store: Store, work: () => Promise<unknown>): Promise<number> {
  const counter = new Counter('')
  const { db } = store
  Object.defineProperty(store, 'db', { value: counter.watch(db), configurable: true })
  try {
    return (await countStatements(store, work)) + counter.used
  } finally {
    Object.defineProperty(store, 'db', { value: db, configurable: true })
  }
}

class Counter {
  used = 0

  constructor(private readonly about: string) {}

  watch(db: Db): Db {
    return db.withPlugin({
      transformQuery: ({ node }) => {
        if (JSON.stringify(node).includes(this.about)) this.used++
        return node
      },
      transformResult: ({ result }) => Promise.resolve(result),
    })
  }
}
