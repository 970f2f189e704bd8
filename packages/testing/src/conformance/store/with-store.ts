import type { Store } from '@netloom/core/store'

/** A new, empty store, initialised; the suite closes it. */
export type StoreSetup = () => Promise<Store>

/** Runs `test` on a new store and closes it whatever happens. */
export function withStore(setup: StoreSetup, test: (store: Store) => Promise<void>): () => Promise<void> {
  return async () => {
    const store = await setup()
    try {
      await test(store)
    } finally {
      await store.close()
    }
  }
}
