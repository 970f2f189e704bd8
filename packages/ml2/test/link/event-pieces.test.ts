import { describe, expect, it } from 'vitest'
import type { Clock, FeedEvent, FeedItem } from '@netloom/core'
import { digestOf } from '@netloom/core/wire'
import { eventPieces, MAX_ITEM_BYTES, PIECE_BYTES } from '@netloom/core/wire'
import { Controller } from './controller.ts'

const item = (key: string, bytes: number): FeedItem => ({ key, revision: 1, body: { text: 'ü'.repeat(bytes / 2) } })
const snapshot = (items: readonly FeedItem[]): FeedEvent => ({
  type: 'snapshot',
  topic: 't',
  cursor: { epoch: 'e', rev: 7 },
  items,
})
const nothing = (): void => undefined

describe('pieces of an event', () => {
  it('are one frame, without a word of pieces, when it is short', () => {
    const event = snapshot([item('a', 100)])
    expect(eventPieces(event, nothing)).toEqual([{ frame: event, text: JSON.stringify(event) }])
    const change: FeedEvent = { type: 'change', topic: 't', previous: 1, cursor: { epoch: 'e', rev: 2 }, changes: [] }
    expect(eventPieces(change, nothing)).toEqual([{ frame: change, text: JSON.stringify(change) }])
  })

  it('are bounded frames, whose items are all items in order, and made once', () => {
    const items = Array.from({ length: 300 }, (_, n) => item(`k${String(n)}`, (n * 997) % 60_000))
    for (const event of [
      snapshot(items),
      { type: 'change', topic: 't', previous: 1, cursor: { epoch: 'e', rev: 2 }, changes: items } as const,
    ]) {
      const pieces = eventPieces(event, nothing)
      expect(pieces.length).toBeGreaterThan(10)
      for (const { frame, text } of pieces) {
        expect(JSON.parse(text)).toEqual(frame)
        expect(Buffer.byteLength(text)).toBeLessThan(PIECE_BYTES + MAX_ITEM_BYTES + 2_000)
      }
      expect(pieces.map(({ frame }) => frame.piece)).toEqual(
        pieces.map((_, index) => ({ index, count: pieces.length })),
      )
      expect(pieces.flatMap(({ frame }) => (frame.type === 'snapshot' ? frame.items : frame.changes))).toEqual(items)
      expect(eventPieces(event, nothing)).toBe(pieces)
    }
  })

  it('leave the body of an item out that is too long, keep its key and revision, and name it', () => {
    const omitted: string[] = []
    const event = snapshot([item('small', 10), item('large', MAX_ITEM_BYTES + 4_000)])
    const [piece] = eventPieces(event, (key) => omitted.push(key))
    expect(omitted).toEqual(['large'])
    expect(piece?.frame).toMatchObject({ items: [{ key: 'small' }, { key: 'large', revision: 1, body: {} }] })
    expect(piece?.text.length).toBeLessThan(500)
  })
})

/** Runs timers when told to. */
function steppedClock(): Clock & { step(): void } {
  const due: (() => void)[] = []
  let time = 0
  return {
    now: () => time,
    date: () => new Date(time),
    after: (_, run) => {
      due.push(run)
      return () => undefined
    },
    step: () => {
      time += 1_000
      for (const run of due.splice(0)) run()
    },
  }
}

describe('an agent that reads slowly', () => {
  it('gets a long snapshot piece by piece, as its queue has room, and changes after it', async () => {
    const clock = steppedClock()
    const controller = new Controller({ clock, maxBacklog: 2 * PIECE_BYTES })
    for (let n = 0; n < 100; n += 1) controller.log.commit({ topic: 't', ...item(`k${String(n)}`, 50_000) })
    let backlog = 0
    let sent = 0
    const peer = controller.connect({
      backlog: () => backlog,
      onText: (json) => {
        backlog += Buffer.byteLength(json)
        sent = Math.max(sent, backlog)
      },
    })
    peer.hello()
    await peer.count('welcome', 1)
    backlog = 0
    sent = 0
    peer.send({ type: 'watch', topic: 't' })
    await peer.count('snapshot', 3)
    const first = peer.of('snapshot').length
    expect(first).toBeLessThan(8)
    controller.log.commit({ topic: 't', ...item('late', 10) })
    await controller.hub.settled()
    expect(peer.of('change')).toHaveLength(0)
    while (peer.of('change').length === 0) {
      backlog = 0
      clock.step()
      await new Promise((resolve) => setImmediate(resolve))
    }
    const pieces = peer.of('snapshot')
    expect(pieces).toHaveLength(pieces[0]?.piece?.count ?? 0)
    expect(new Set(pieces.flatMap(({ items }) => items.map(({ key }) => key))).size).toBe(100)
    expect(sent).toBeLessThan(4 * PIECE_BYTES)
  })
})

describe('an item that is too long to be sent', () => {
  it('is no reason to send its topic again at each heartbeat', async () => {
    const clock = steppedClock()
    const controller = new Controller({ clock })
    const items = [item('small', 10), item('large', 3 * MAX_ITEM_BYTES)]
    controller.log.commit(...items.map((one) => ({ topic: 't', ...one })))
    const peer = controller.connect()
    peer.hello()
    peer.send({ type: 'watch', topic: 't' })
    await peer.count('snapshot', 1)
    clock.step()
    const held = peer.of('snapshot')[0]?.items ?? []
    expect(held.map(({ key }) => key)).toEqual(['small', 'large'])
    for (let beat = 0; beat < 3; beat += 1) {
      await peer.heartbeat([{ topic: 't', rev: 2, digest: digestOf(held) }])
      clock.step()
    }
    await controller.hub.settled()
    expect(peer.of('snapshot')).toHaveLength(1)
  })
})
