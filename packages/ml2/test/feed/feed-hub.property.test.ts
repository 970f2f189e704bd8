import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FeedHub } from '../../src/index.ts'
import { MemoryLog } from './memory-log.ts'
import { View, sorted } from './view.ts'

const TOPICS = ['t0', 't1']
const WATCHERS = 6

type Action =
  | { readonly do: 'write'; readonly topic: number; readonly key: number; readonly gone: boolean }
  | { readonly do: 'watch' | 'unwatch' | 'resume'; readonly watcher: number }
  | { readonly do: 'trim'; readonly keep: number }
  | { readonly do: 'wait'; readonly turns: number }

const undisturbed: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('write' as const), topic: fc.nat(1), key: fc.nat(3), gone: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('watch' as const, 'unwatch', 'resume'), watcher: fc.nat(WATCHERS - 1) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), turns: fc.integer({ min: 1, max: 2 }) }) },
)

const trim: fc.Arbitrary<Action> = fc.record({ do: fc.constant('trim' as const), keep: fc.nat(5) })
const action = fc.oneof({ weight: 12, arbitrary: undisturbed }, { weight: 1, arbitrary: trim })

interface Seat {
  readonly topic: string
  view: View
  stop: (() => void) | undefined
}

/** Runs the actions; delays of the log's answers come from `delays`. */
async function play(actions: readonly Action[], delays: readonly number[]): Promise<void> {
  const log = new MemoryLog()
  let asked = 0
  log.delay = async () => {
    const turns = delays[(asked += 1) % delays.length] ?? 0
    // Whole turns of the event loop: the hub is caught in the middle of its work by what comes next.
    for (let n = 0; n < turns; n += 1) await new Promise((resolve) => setImmediate(resolve))
  }
  const failures: unknown[] = []
  const note = (fields: object): number => failures.push(fields)
  const logger = { debug: note, info: note, warn: () => undefined, error: note }
  const hub = new FeedHub({ log, logger })
  const seats: Seat[] = Array.from({ length: WATCHERS }, (_, n) => ({
    topic: TOPICS[n % TOPICS.length] ?? '',
    view: new View(),
    stop: undefined,
  }))
  const step = async (move: Action): Promise<void> => {
    if (move.do === 'write') {
      const body = move.gone ? null : { random: Math.random() }
      log.commit({ topic: TOPICS[move.topic] ?? '', key: `k${String(move.key)}`, revision: 1, body })
    } else if (move.do === 'trim') {
      await log.trim(move.keep)
    } else if (move.do === 'wait') {
      for (let n = 0; n < move.turns; n += 1) await new Promise((resolve) => setImmediate(resolve))
    } else {
      const seat = seats[move.watcher]
      if (seat === undefined) return
      seat.stop?.()
      seat.stop = undefined
      if (move.do === 'unwatch') return
      if (move.do === 'watch') seat.view = new View()
      seat.stop = hub.watch(seat.topic, seat.view.take, seat.view.cursor)
    }
  }
  for (const move of actions) await step(move)
  for (let n = 0; n < 3; n += 1) await hub.settled()
  // A view that saw a gap, a double or something stale threw, and the hub has logged it.
  expect(failures).toEqual([])
  const trims = actions.some((move) => move.do === 'trim')
  for (const { topic, view, stop } of seats) {
    // While the log is whole, nobody needs more than a first snapshot.
    if (!trims) expect(view.types.filter((type) => type === 'snapshot').length).toBeLessThanOrEqual(1)
    if (stop === undefined) continue
    expect(sorted(view.items.values())).toEqual(sorted(log.items(topic)))
    expect(await hub.state(topic)).toEqual({ rev: view.cursor?.rev, digest: view.digest })
  }
  await hub.close()
}

describe('FeedHub under any interleaving', () => {
  it.each([
    ['with a log that is whole', undisturbed],
    ['with a log that is trimmed under it', action],
  ])('brings every watcher to the truth, without gap and without double, %s', { timeout: 60_000 }, async (_, moves) => {
    const delays = fc.array(fc.nat(3), { minLength: 1, maxLength: 8 })
    const many = fc.array(moves, { minLength: 5, maxLength: 80, size: 'max' })
    await fc.assert(fc.asyncProperty(many, delays, play), { numRuns: 500 })
    expect.hasAssertions()
  })
})
