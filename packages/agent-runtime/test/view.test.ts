import type { FeedEvent, FeedItem } from '@netloom/core'
import { digestOf } from '@netloom/core/wire'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { View } from '../src/index.ts'
import { change, gone, networkItem, ofNetwork, populationItem, snapshot } from './fixture.ts'

const TOPIC = ofNetwork(1)
const items = (view: View): readonly FeedItem[] => [...(view.topic(TOPIC)?.items.values() ?? [])]
const p = (n: number, revision = 1): FeedItem => populationItem(n, 1, 2, revision)

describe('the view', () => {
  it('takes a snapshot and the changes that follow it, and keeps the digest of its items', () => {
    const view = new View()
    view.apply(snapshot(TOPIC, 5, [networkItem(1), p(1)]))
    expect(view.apply(change(TOPIC, 5, 7, [p(2), gone(p(1))]))).toMatchObject({
      type: 'applied',
      keys: [p(2).key, p(1).key],
    })
    expect(items(view)).toEqual([networkItem(1), p(2)])
    expect(view.states()).toEqual([{ topic: TOPIC, rev: 7, digest: digestOf([networkItem(1), p(2)]) }])
  })

  it('asks again after a gap, another epoch or an unknown topic, and changes nothing', () => {
    const view = new View()
    expect(view.apply(change(TOPIC, 5, 6, [p(1)]))).toEqual({ type: 'gap' })
    view.apply(snapshot(TOPIC, 5, [p(1)]))
    expect(view.apply(change(TOPIC, 6, 8, [p(2)]))).toEqual({ type: 'gap' })
    expect(view.apply(change(TOPIC, 5, 8, [p(2)], 'other'))).toEqual({ type: 'gap' })
    expect(items(view)).toEqual([p(1)])
  })

  it('drops what is stale or doubled', () => {
    const view = new View()
    view.apply(snapshot(TOPIC, 5, [p(1)]))
    view.apply(change(TOPIC, 5, 6, [p(1, 2)]))
    expect(view.apply(change(TOPIC, 5, 6, [p(1, 2)]))).toEqual({ type: 'stale' })
    expect(view.apply(change(TOPIC, 4, 5, [p(1)]))).toEqual({ type: 'stale' })
    expect(items(view)).toEqual([p(1, 2)])
  })

  it('touches only what differs when a snapshot comes', () => {
    const view = new View()
    view.apply(snapshot(TOPIC, 5, [p(1), p(2), p(3)]))
    const outcome = view.apply(snapshot(TOPIC, 9, [p(1), p(2, 2), p(4)]))
    expect(outcome).toMatchObject({ type: 'applied', keys: [p(3).key, p(2).key, p(4).key] })
  })

  it('refuses a late snapshot, and believes a store that really went back', () => {
    const view = new View()
    view.apply(snapshot(TOPIC, 9, [p(1)]))
    expect(view.apply(snapshot(TOPIC, 5, []))).toEqual({ type: 'gap' })
    expect(items(view)).toEqual([p(1)])
    view.apply(snapshot(TOPIC, 5, []))
    expect(view.apply(snapshot(TOPIC, 5, []))).toMatchObject({ type: 'applied' })
    expect(items(view)).toEqual([])
  })

  it('skips an item that makes no sense, tells, and still counts it for the digest', () => {
    const view = new View()
    const bad = { key: 'port/x', revision: 3, body: { portId: 7 } }
    const outcome = view.apply(snapshot(TOPIC, 5, [p(1), bad]))
    expect(outcome).toMatchObject({ type: 'applied', bad: [{ topic: TOPIC, key: 'port/x' }] })
    expect(view.item(TOPIC, 'port/x')?.body).toBeUndefined()
    expect(view.states()[0]?.digest).toBe(digestOf([p(1), bad]))
    view.apply(change(TOPIC, 5, 6, [gone(bad)]))
    expect(view.states()[0]?.digest).toBe(digestOf([p(1)]))
  })
})

/** A controller's log of one topic, from which messages get lost, doubled and late. */
class ToyLog {
  readonly changes: { readonly rev: number; readonly previous: number; readonly item: FeedItem }[] = []
  private readonly state = new Map<string, FeedItem>()
  private rev = 0

  write(item: FeedItem): FeedEvent {
    const previous = this.rev
    this.rev += 2
    this.changes.push({ rev: this.rev, previous, item })
    if (item.body === null) this.state.delete(item.key)
    else this.state.set(item.key, item)
    return change(TOPIC, previous, this.rev, [item])
  }
  snapshot(): FeedEvent {
    return snapshot(TOPIC, this.rev, this.items)
  }
  /** What a controller answers to "watch, I am at rev". */
  since(rev: number | undefined): FeedEvent | undefined {
    if (rev === undefined || rev > this.rev) return this.snapshot()
    const rest = this.changes.filter((one) => one.rev > rev)
    return rest.length === 0
      ? undefined
      : change(
          TOPIC,
          rev,
          this.rev,
          rest.map(({ item }) => item),
        )
  }
  get items(): readonly FeedItem[] {
    return [...this.state.values()]
  }
}

describe('any mishap on the way ends in the controller’s items', () => {
  const write = fc.record({ n: fc.integer({ min: 1, max: 6 }), remove: fc.boolean() })
  const fate = fc.constantFrom('arrives', 'lost', 'doubled', 'late', 'snapshot')

  it('stepwise, lost, doubled, late, with snapshots in between', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(write, fate), { maxLength: 40 }), (steps) => {
        const log = new ToyLog()
        const view = new View()
        const late: FeedEvent[] = []
        const take = (event: FeedEvent): void => {
          if (view.apply(event).type !== 'gap') return
          const answer = log.since(view.topic(TOPIC)?.cursor?.rev)
          if (answer !== undefined) view.apply(answer)
        }
        steps.forEach(([{ n, remove }, what], index) => {
          const event = log.write(remove ? gone(p(n, index + 1)) : p(n, index + 1))
          if (what === 'late') late.push(event)
          if (what === 'arrives' || what === 'doubled') take(event)
          if (what === 'doubled') take(event)
          if (what === 'snapshot') take(log.snapshot())
        })
        for (const event of late.toReversed()) take(event)
        const known = view.topic(TOPIC)
        // The heartbeat: position and digest differ exactly when something is missing.
        if (known?.cursor?.rev !== log.changes.at(-1)?.rev) take(log.snapshot())
        const sorted = (all: readonly FeedItem[]): readonly FeedItem[] =>
          all.toSorted((a, b) => (a.key < b.key ? -1 : 1))
        expect(sorted(items(view))).toEqual(sorted(log.items))
        if (log.changes.length > 0) expect(view.states()[0]?.digest).toBe(digestOf(log.items))
      }),
      { numRuns: 500 },
    )
  })
})
