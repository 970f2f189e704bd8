import { withDeadline } from '@netloom/core/registry'

/** Milliseconds that the engine gives what runs inside a transaction, while all other writers wait. */
export const PRECOMMIT_BUDGET = 2_000
/** Milliseconds for starting and stopping, and for a postcommit hook that has nobody to talk to. */
export const LONG_BUDGET = 5_000

/** Waits for a hook as the engine does. @throws when it returns no promise, or one that does not end in time */
export async function withinBudget<T>(what: string, call: () => Promise<T>, milliseconds: number): Promise<T> {
  const answer: unknown = call()
  if (!isThenable(answer)) throw new Error(`${what} returned no promise`)
  return withDeadline(
    Promise.resolve(answer as Promise<T>),
    milliseconds,
    () => new Error(`${what} did not end within ${String(milliseconds)} ms`),
  )
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
