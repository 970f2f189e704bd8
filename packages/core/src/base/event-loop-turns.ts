import { setImmediate as nextTurn } from 'node:timers/promises'

/** Milliseconds of work in one turn of the event loop after which sockets and timers get theirs. */
const LONGEST_TURN = 10

// Taken here, so that a test's fake timers do not stop the real loop's turns.
const atEndOfTurn = setImmediate

let turnStarted = 0
let isWatched = false

/**
 * Waits for the next turn of the event loop when this one has lasted long enough; costs next to nothing otherwise. Awaiting
 * what is there already (a statement on SQLite, say) never lets a socket be read: whoever works through a list that a client
 * made long calls this between two items. One clock for the process, so that many such workers share a turn.
 */
export async function yieldLongTurn(): Promise<void> {
  while (isTurnOver()) await nextTurn()
}

/** Whether {@link yieldLongTurn} would wait: for loops in which an `await` per item is too much. */
export function isTurnOver(): boolean {
  const now = performance.now()
  if (!isWatched) {
    isWatched = true
    turnStarted = now
    atEndOfTurn(() => {
      isWatched = false
    })
  }
  return now - turnStarted > LONGEST_TURN
}

/** `list.map(work)`, a slice in each turn of the event loop. */
export async function mapInTurns<T, R>(list: readonly T[], work: (item: T, index: number) => R): Promise<R[]> {
  const results: R[] = []
  for (const [index, item] of list.entries()) {
    if (isTurnOver()) await yieldLongTurn()
    results.push(work(item, index))
  }
  return results
}
