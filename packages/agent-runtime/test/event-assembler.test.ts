import type { FeedEvent, FeedItem } from '@netloom/core'
import { eventPieces } from '@netloom/core/wire'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventAssembler } from '../src/event-assembler.ts'

const items: readonly FeedItem[] = Array.from({ length: 40 }, (_, n) => ({
  key: `k${String(n)}`,
  revision: 1,
  body: { text: 'x'.repeat(50_000) },
}))
const snapshot = (rev: number): FeedEvent => ({ type: 'snapshot', topic: 't', cursor: { epoch: 'e', rev }, items })
const change: FeedEvent = { type: 'change', topic: 't', previous: 3, cursor: { epoch: 'e', rev: 4 }, changes: items }
const framesOf = (event: FeedEvent): readonly FeedEvent[] =>
  eventPieces(event, () => undefined).map(({ frame }) => frame)

describe('an event in pieces', () => {
  it.each([snapshot(3), change])(
    'is handed on whole and once, whatever order and doubles its pieces come in',
    (event) => {
      const frames = framesOf(event)
      expect(frames.length).toBeGreaterThan(3)
      fc.assert(
        fc.property(fc.shuffledSubarray([...frames, ...frames], { minLength: frames.length * 2 }), (order) => {
          const assembler = new EventAssembler()
          const whole = order.map((frame) => assembler.take(frame)).find((found) => found !== undefined)
          expect(whole).toEqual(event)
        }),
        { numRuns: 20 },
      )
    },
  )

  it('is never handed on when a piece is lost; the next one of its topic takes its place', () => {
    const assembler = new EventAssembler()
    for (const frame of framesOf(snapshot(3)).slice(1)) expect(assembler.take(frame)).toBeUndefined()
    const [first, ...others] = framesOf(snapshot(5))
    if (first === undefined) throw new Error('no pieces')
    expect(assembler.take(first)).toBeUndefined()
    expect(others.map((frame) => assembler.take(frame)).at(-1)).toEqual(snapshot(5))
  })
})
