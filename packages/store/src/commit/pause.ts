import { setTimeout as sleep } from 'node:timers/promises'

/** Waits before try number `attempt` (1, 2, …): 1, 2, 4 … 250 ms, give or take half, so that rivals do not meet again. */
export async function pauseBefore(attempt: number): Promise<void> {
  const longest = Math.min(250, 2 ** (attempt - 1))
  await sleep(longest * (0.5 + Math.random()))
}
