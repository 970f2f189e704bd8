import { expect, it } from 'vitest'
import { nextLook } from '../src/base/next-look.ts'

it('looks every few milliseconds at first, and seldom at what takes its time', async () => {
  const start = performance.now()
  let looks = 0
  while (performance.now() - start < 400) {
    await nextLook(start)
    looks += 1
  }
  // One each 3 ms for 60 ms, then 20 for each e-fold.
  expect(looks).toBeLessThanOrEqual(62)
  const before = performance.now()
  await nextLook(before - 90_000)
  expect(performance.now() - before).toBeGreaterThan(45)
})
