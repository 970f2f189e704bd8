import type { Clock } from '@netloom/core'

/** Looks again and again, so many milliseconds after the look before is over, until the returned function is called. */
export function lookAgain(clock: Clock, pause: number, look: () => Promise<void>): () => void {
  let cancel: (() => void) | undefined
  const again = (): void => {
    cancel = clock.after(pause, () => {
      void look().finally(() => {
        if (cancel !== undefined) again()
      })
    })
  }
  again()
  return () => {
    cancel?.()
    cancel = undefined
  }
}
