import type { Clock } from '@netloom/core'
import { channelPair } from '@netloom/core/wire'
import { describe, expect, it } from 'vitest'
import { lossyChannel, type Faults } from '../../src/index.ts'

/** A clock whose timers run when the test says so. */
function heldClock(): Clock & { run(): void } {
  const timers: (() => void)[] = []
  return {
    now: () => 0,
    date: () => new Date(0),
    after: (_, run) => {
      timers.push(run)
      return () => undefined
    },
    run: () => {
      for (const timer of timers.splice(0)) timer()
    },
  }
}

/** What arrives of the numbers 0 to 999, sent through the given faults. */
async function through(outgoing: Faults, seed = 1, spare?: (frame: number) => boolean): Promise<readonly number[]> {
  const [left, right] = channelPair<number, number>()
  const clock = heldClock()
  const lossy = lossyChannel(left, { seed, outgoing, clock, ...(spare !== undefined && { spare }) })
  const seen: number[] = []
  right.onFrame((frame) => seen.push(frame))
  for (let n = 0; n < 1_000; n += 1) lossy.send(n)
  clock.run()
  await Promise.resolve()
  return seen
}

const inOrder = (frames: readonly number[]): readonly number[] => [...frames].sort((a, b) => a - b)
const all = Array.from({ length: 1_000 }, (_, n) => n)

describe('lossyChannel', () => {
  it('loses, doubles and reorders about as often as it is told', async () => {
    expect(await through({})).toEqual(all)
    expect((await through({ lose: 0.3 })).length).toBeGreaterThan(620)
    expect((await through({ lose: 0.3 })).length).toBeLessThan(780)
    const doubled = await through({ double: 0.3 })
    expect(new Set(doubled).size).toBe(1_000)
    expect(doubled.length).toBeGreaterThan(1_220)
    const reordered = await through({ reorder: 0.3 })
    expect(reordered).not.toEqual(all)
    expect(inOrder(reordered)).toEqual(all)
  })

  it('does the same again with the same seed, and something else with another', async () => {
    const faults = { lose: 0.2, double: 0.2, reorder: 0.2 }
    expect(await through(faults, 7)).toEqual(await through(faults, 7))
    expect(await through(faults, 8)).not.toEqual(await through(faults, 7))
  })

  it('spares what it is told to', async () => {
    expect(await through({ lose: 1 }, 1, (frame) => frame % 100 === 0)).toEqual([
      0, 100, 200, 300, 400, 500, 600, 700, 800, 900,
    ])
  })

  it('disturbs what comes in apart from what goes out, and lets the close through', async () => {
    const [left, right] = channelPair<string, string>()
    const lossy = lossyChannel(left, { seed: 1, incoming: { lose: 1 } })
    const seen: string[] = []
    lossy.onFrame((frame) => seen.push(frame))
    lossy.onClose((reason) => seen.push(reason))
    right.onFrame((frame) => seen.push(frame))
    right.send('lost')
    lossy.sendText('"kept"', 'kept')
    await Promise.resolve()
    right.close('end')
    await Promise.resolve()
    expect(seen).toEqual(['kept', 'end'])
  })
})
