import { setTimeout as sleep } from 'node:timers/promises'

/** Repeats a check that fails, for at most `patience` milliseconds. */
export async function eventually(check: () => Promise<unknown>, patience = 3_000): Promise<void> {
  const deadline = performance.now() + patience
  for (;;) {
    try {
      await check()
      return
    } catch (error) {
      if (performance.now() > deadline) throw error
      await sleep(20)
    }
  }
}
