import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type FeedWrite, type SharedEvent, systemClock } from '@netloom/core'
import { controllerFrameSchema, digestOf } from '@netloom/core/wire'
import { FeedHub } from '../../src/index.ts'
import { MemoryLog } from './memory-log.ts'
import { View, sorted } from './view.ts'

let log: MemoryLog
let hub: FeedHub
beforeEach(() => {
  log = new MemoryLog()
  hub = new FeedHub({ log })
})
afterEach(() => hub.close())

const write = (key: string, revision = 1, topic = 't', body: unknown = { key, revision }): FeedWrite => ({
  topic,
  key,
  revision,
  body,
})

describe('FeedHub', () => {
  it('begins with a snapshot and goes on with changes', async () => {
    log.commit(write('a'))
    const view = new View()
    hub.watch('t', view.take)
    await hub.settled()
    log.commit(write('b'), write('a', 2))
    await hub.settled()
    log.commit(write('b', 2, 't', null))
    await hub.settled()
    expect(view.types).toEqual(['snapshot', 'change', 'change'])
    expect(sorted(view.items.values())).toEqual([{ key: 'a', revision: 2, body: { key: 'a', revision: 2 } }])
  })

  it('makes one event of all commits of a turn, renders it once, and hands the same one to every watcher', async () => {
    const received: SharedEvent[] = []
    for (let n = 0; n < 100; n += 1) hub.watch('t', (message) => received.push(message))
    await hub.settled()
    expect(hub.counters).toEqual({ publications: 0, deliveries: 100, snapshots: 1 })
    received.splice(0)
    const stringify = vi.spyOn(JSON, 'stringify')
    for (let n = 0; n < 5; n += 1) log.commit(write(`k${String(n)}`))
    await hub.settled()
    const texts = received.map((message) => message.json())
    const rendered = stringify.mock.calls.length
    stringify.mockRestore()
    expect(new Set(received).size).toBe(1)
    expect(received).toHaveLength(100)
    expect(rendered).toBe(1)
    expect(hub.counters).toMatchObject({ publications: 1, deliveries: 200 })
    expect(controllerFrameSchema.parse(JSON.parse(texts[0] ?? ''))).toEqual(received[0]?.event)
  })

  it('reaches only the watchers of the topic, and reads the log once whatever their number', async () => {
    const others = Array.from({ length: 200 }, (_, n) => {
      const deliver = vi.fn()
      hub.watch(`other/${String(n)}`, deliver)
      return deliver
    })
    const view = new View()
    hub.watch('t', view.take)
    await hub.settled()
    while (hub.counters.deliveries < 201) await hub.settled()
    for (const deliver of others) deliver.mockClear()
    const { deliveries } = hub.counters
    log.reads = 0
    log.commit(write('a'))
    await hub.settled()
    expect(hub.counters.deliveries - deliveries).toBe(1)
    expect(others.filter((deliver) => deliver.mock.calls.length > 0)).toEqual([])
    expect(log.reads).toBe(1)
  })

  it('reads nothing while nobody watches', async () => {
    hub.watch('t', () => undefined)()
    await hub.settled()
    log.reads = 0
    for (let n = 0; n < 10; n += 1) log.commit(write(`k${String(n)}`))
    await hub.settled()
    expect(log.reads).toBe(0)
  })

  it('resumes from a cursor with what happened since, and says so when nothing did', async () => {
    log.commit(write('a'))
    const view = new View()
    const stop = hub.watch('t', view.take)
    await hub.settled()
    stop()
    hub.watch('t', view.take, view.cursor)
    await hub.settled()
    expect(view.types).toEqual(['snapshot', 'change'])
    log.commit(write('b'))
    log.commit(write('b', 2), write('x', 1, 'elsewhere'))
    await hub.settled()
    expect(view.types).toEqual(['snapshot', 'change', 'change'])
    expect([...view.items.keys()]).toEqual(['a', 'b'])
    const other = new View()
    other.cursor = { epoch: log.epoch, rev: 1 }
    hub.watch('t', other.take, other.cursor)
    await hub.settled()
    expect(other.types).toEqual(['change'])
    expect([...other.items.keys()]).toEqual(['b'])
  })

  it.each([
    ['of another epoch', { epoch: 'other', rev: 3 }],
    ['older than the log', { epoch: 'epoch-1', rev: 0 }],
    ['ahead of the log', { epoch: 'epoch-1', rev: 99 }],
  ])('answers a cursor %s with a snapshot', async (_, cursor) => {
    for (let n = 0; n < 4; n += 1) log.commit(write(`k${String(n)}`))
    await log.trim(2)
    const view = new View()
    hub.watch('t', view.take, cursor)
    await hub.settled()
    expect(view.types).toEqual(['snapshot'])
    expect(view.items.size).toBe(4)
  })

  it('does not need the log for a quiet topic whose watcher is up to date', async () => {
    log.commit(write('a'))
    for (let n = 0; n < 10; n += 1) log.commit(write('x', n + 1, 'busy'))
    await log.trim(1)
    const view = new View()
    view.cursor = { epoch: log.epoch, rev: 1 }
    hub.watch('t', view.take, view.cursor)
    await hub.settled()
    expect(view.types).toEqual(['change'])
    expect(view.items.size).toBe(0)
    log.commit(write('b'))
    await hub.settled()
    expect(view.types).toEqual(['change', 'change'])
  })

  it('shows a removal before an object of the same name with a lower revision', async () => {
    log.commit(write('a', 7))
    const view = new View()
    hub.watch('t', view.take)
    await hub.settled()
    log.commit(write('a', 8, 't', null))
    log.commit(write('a', 1))
    await hub.settled()
    expect([...view.items.values()]).toMatchObject([{ key: 'a', revision: 1 }])
  })

  it('sends snapshots when the log was trimmed before it could be read', async () => {
    log.commit(write('a'))
    const view = new View()
    hub.watch('t', view.take)
    await hub.settled()
    log.commit(write('b'))
    log.commit(write('c'))
    await log.trim(1)
    await hub.settled()
    await hub.settled()
    expect(view.types.slice(1)).toEqual(['snapshot'])
    expect([...view.items.keys()].sort()).toEqual(['a', 'b', 'c'])
  })

  it('goes on for the others when a watcher throws', async () => {
    const view = new View()
    hub.watch('t', () => {
      throw new Error('broken watcher')
    })
    hub.watch('t', view.take)
    await hub.settled()
    log.commit(write('a'))
    await hub.settled()
    expect(view.types).toEqual(['snapshot', 'change'])
  })

  it('tries again when the log cannot be read', async () => {
    const waiting: (() => void)[] = []
    const clock = {
      now: () => 0,
      date: () => new Date(0),
      after: (_: number, run: () => void) => (waiting.push(run), () => undefined),
    }
    const patient = new FeedHub({ log, clock })
    const view = new View()
    patient.watch('t', view.take)
    log.broken = new Error('away')
    await patient.settled()
    expect(view.types).toEqual([])
    log.broken = undefined
    for (const run of waiting) run()
    await patient.settled()
    expect(view.types).toEqual(['snapshot'])
    await patient.close()
  })

  it('knows position and digest of a topic, watched or not', async () => {
    log.commit(write('a'), write('b', 3))
    const digest = digestOf([
      { key: 'a', revision: 1 },
      { key: 'b', revision: 3 },
    ])
    expect(await hub.state('t')).toEqual({ rev: 2, digest })
    hub.watch('t', () => undefined)
    await hub.settled()
    log.snapshots = 0
    expect(await hub.state('t')).toEqual({ rev: 2, digest })
    log.commit(write('b', 4, 't', null))
    expect(await hub.state('t')).toEqual({ rev: 3, digest: digestOf([{ key: 'a', revision: 1 }]) })
    expect(log.snapshots).toBe(0)
  })

  it.each([true, false])('keeps the log at its length (watched: %s)', async (watched) => {
    await hub.close()
    hub = new FeedHub({ log, retain: 8, clock: { ...systemClock, after: (_, run) => systemClock.after(0, run) } })
    if (watched) hub.watch('t', () => undefined)
    await hub.settled()
    for (let n = 1; n <= 40; n += 1) {
      log.commit(write('a', n))
      await hub.settled()
    }
    await vi.waitFor(async () => {
      expect(await log.tail()).toBeGreaterThan(25)
    })
  })
})
