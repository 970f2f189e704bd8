import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Store } from '@netloom/core/store'
import { footprint, type Footprint } from './footprint.ts'
import { RETAINED, SmallCloud } from './small-cloud.ts'

/** `npm run soak` takes 30 minutes; without it the same happens a fixed number of times. */
const MINUTES = Number(process.env['NETLOOM_SOAK_MINUTES'] ?? 0)
const WINDOWS = 3
/** Rounds after which the log has been trimmed, and with it everything has been done once. */
const WARM_UP = 20

export interface Churn {
  /** In each window. */
  readonly rounds: number
  /** Absent: a store in a file of the folder. */
  readonly makeStore?: () => Promise<Store>
  /** Connections that the store opens when two ask at once, and may not have needed before. */
  readonly readers?: number
}

/** Networks that come and go on a store. */
export function describeChurn(engine: string, { rounds, makeStore, readers = 0 }: Churn): void {
  describe(`a controller on ${engine} and its agents under networks that come and go`, () => {
    let cloud: SmallCloud
    beforeAll(async () => {
      cloud = await SmallCloud.start(await makeStore?.())
    }, 60_000)
    afterAll(() => cloud.close(), 60_000)

    it('take up no more after many of them than after some', { timeout: MINUTES * 90_000 + 600_000 }, async () => {
      await churn(cloud, WARM_UP)
      const before = await atRest(cloud)
      const after: Footprint[] = []
      for (let window = 0; window < WINDOWS; window += 1) {
        await churn(cloud, rounds)
        after.push(await atRest(cloud))
      }
      const steady = ({ rows: { changes: _, feed_topics: __, ...rows }, files }: Footprint): unknown => ({
        rows,
        files,
      })
      for (const now of after) {
        expect(steady(now)).toEqual(steady(before))
        expect(now.descriptors).toBeLessThanOrEqual(before.descriptors + readers)
        // Each of these has its last change in the log, or items.
        expect(now.rows['feed_topics']).toBeLessThanOrEqual(RETAINED * 1.25)
        expect(now.disk).toBeLessThan(before.disk + 4)
      }
      const heaps = after.map(({ heap }) => heap)
      expect(Math.min(...heaps)).toBeLessThan(before.heap + 3)
      if (MINUTES > 0) process.stdout.write(`${JSON.stringify({ before, after }, undefined, 2)}\n`)
    })
  })
}

async function churn(cloud: SmallCloud, rounds: number): Promise<void> {
  const until = performance.now() + (MINUTES * 60_000) / (WINDOWS + 1)
  for (let round = 0; MINUTES > 0 ? performance.now() < until : round < rounds; round += 1) await cloud.round()
}

/** At rest: the log is trimmed to its length, and a quarter more. */
async function atRest(cloud: SmallCloud): Promise<Footprint> {
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
