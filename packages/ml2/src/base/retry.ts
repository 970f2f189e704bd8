import type { Store, StoreProblem, Transaction } from '@netloom/core/store'
import { LostRaceError } from './lost-race-error.ts'

const TRIES = 20

export type UniqueProblem = StoreProblem & { readonly kind: 'unique' }

/**
 * One transaction, started over when a free range was taken meanwhile, or when a unique constraint hit a value that we had
 * generated: `again` decides, and throws what the caller must be told otherwise. Serialisation conflicts are the store's.
 */
export async function transact<T>(
  store: Store,
  work: (tx: Transaction) => Promise<T>,
  again: (problem: UniqueProblem, isLast: boolean) => Promise<void> = () => Promise.resolve(),
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await store.transaction(work)
    } catch (error) {
      const problem = store.problem(error)
      if (problem?.kind === 'unique') await again(problem, attempt >= TRIES)
      const lost = error instanceof LostRaceError || problem?.kind === 'unique'
      if (!lost || attempt >= TRIES) throw error
    }
  }
}
