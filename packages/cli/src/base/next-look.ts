import { setTimeout as sleep } from 'node:timers/promises'

const LEAST_MS = 3
const MOST_MS = 50
const PART = 1 / 20

/**
 * Waits until something that others do is looked at again: a twentieth of what has been waited so far, so that short waits are
 * measured to milliseconds and long ones cost no processor that who is waited for needs.
 * @param since of `performance.now()`
 */
export async function nextLook(since: number): Promise<void> {
  await sleep(Math.min(MOST_MS, Math.max(LEAST_MS, (performance.now() - since) * PART)))
}
