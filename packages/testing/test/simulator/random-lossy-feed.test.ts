import { afterAll, describe, expect, it, vi } from 'vitest'
import { seeds } from '../../../core/test/support/repetitions.ts'
import { expectToConverge, randomRun, shuffledRun } from './random-run.ts'

// The store measures how long it has been writing; a run must not depend on how busy this machine is.
vi.useFakeTimers({ toFake: ['performance'] })
afterAll(() => {
  vi.useRealTimers()
})

describe('whatever happens, a fleet is right two heartbeats after it stops', () => {
  it.each(seeds(1, 100, 25))('seed %i: three in ten feed messages lost, doubled, late', async (seed) => {
    await expectToConverge(seed, { bad: 'feed' })
  })

  it.each(seeds(201, 30, 10))('seed %i: doubled and late messages need no heartbeat', async (seed) => {
    expect(await shuffledRun(seed), `SEED=${String(seed)}`).toEqual([])
  })

  it('the same seed is the same life', async () => {
    const [first, second] = [await randomRun(42, { bad: 'feed' }), await randomRun(42, { bad: 'feed' })]
    expect(second).toEqual(first)
  })
})
