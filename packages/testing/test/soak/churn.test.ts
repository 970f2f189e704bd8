import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { footprint, type Footprint } from './footprint.ts'
import { RETAINED, SmallCloud } from './small-cloud.ts'

/** `npm run soak` takes 30 minutes; without it the same happens a fixed number of times. */
const MINUTES = Number(process.env['NETLOOM_SOAK_MINUTES'] ?? 0)
const ROUNDS = 20
const WINDOWS = 3

let cloud: SmallCloud
beforeAll(async () => {
  cloud = await SmallCloud.start()
}, 60_000)
afterAll(() => cloud.close(), 60_000)

async function churn(): Promise<void> {
  const until = performance.now() + (MINUTES * 60_000) / (WINDOWS + 1)
  for (let round = 0; MINUTES > 0 ? performance.now() < until : round < ROUNDS; round += 1) await cloud.round()
}

/** At rest: the log is trimmed to its length, and a quarter more. */
async function atRest(): Promise<Footprint> {
  let now: Footprint | undefined
  await vi.waitFor(
    async () => {
      const earlier = now
      now = await footprint(cloud.store, cloud.folder)
      // The connection that the last agent's start replaced takes a moment to end.
      if (now.descriptors !== earlier?.descriptors) throw new Error('descriptors still come and go')
      if ((now.rows['changes'] ?? 0) > RETAINED * 1.25) throw new Error('the change log is not trimmed')
    },
    { timeout: 30_000, interval: 250 },
  )
  return now!
}

describe('a controller and its agents under networks that come and go', () => {
  it('take up no more after many of them than after some', { timeout: MINUTES * 90_000 + 600_000 }, async () => {
    await churn()
    const before = await atRest()
    const after: Footprint[] = []
    for (let window = 0; window < WINDOWS; window += 1) {
      await churn()
      after.push(await atRest())
    }
    const steady = ({ rows: { changes: _, feed_topics: __, ...rows }, files }: Footprint): unknown => ({
      rows,
      files,
    })
    for (const now of after) {
      expect(steady(now)).toEqual(steady(before))
      expect(now.descriptors).toBeLessThanOrEqual(before.descriptors)
      // Each of these has its last change in the log, or items.
      expect(now.rows['feed_topics']).toBeLessThanOrEqual(RETAINED * 1.25)
      expect(now.disk).toBeLessThan(before.disk + 4)
    }
    const heaps = after.map(({ heap }) => heap)
    expect(Math.min(...heaps)).toBeLessThan(before.heap + 3)
    if (MINUTES > 0) process.stdout.write(`${JSON.stringify({ before, after }, undefined, 2)}\n`)
  })
})
