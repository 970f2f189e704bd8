import { describe, expect, it } from 'vitest'
import type { Clock } from '@netloom/core'
import { type AgentFrame, digestOf, EMPTY_DIGEST } from '@netloom/core/wire'
import { Controller } from './controller.ts'

const item = (key: string, revision = 1): { topic: string; key: string; revision: number; body: unknown } => ({
  topic: 't',
  key,
  revision,
  body: { key },
})

/** Time stands still until `advance`. */
function manualClock(): Clock & { advance(ms: number): void } {
  let now = 0
  const timers = new Set<{ at: number; run: () => void }>()
  return {
    now: () => now,
    date: () => new Date(now),
    after: (ms, run) => {
      const timer = { at: now + ms, run }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    advance: (ms) => {
      now += ms
      for (const timer of [...timers]) {
        if (timer.at > now || !timers.delete(timer)) continue
        timer.run()
      }
    },
  }
}

describe('an agent session', () => {
  it('welcomes, rebinds failed ports of a new or revived host only, and answers a doubled hello', async () => {
    const controller = new Controller()
    const peer = controller.connect()
    peer.hello()
    await peer.count('welcome', 1)
    expect(peer.of('welcome')[0]).toEqual({
      type: 'welcome',
      agentId: 'agent-1',
      epoch: 'epoch-1',
      result: 'new',
      heartbeatInterval: 30,
    })
    peer.hello()
    await peer.count('welcome', 2)
    expect(peer.of('welcome')[1]?.result).toBe('alive')
    expect(controller.ports.rebound).toEqual(['host1'])
    controller.agents.result = 'revived'
    const again = controller.connect()
    again.hello()
    await again.count('welcome', 1)
    expect(controller.ports.rebound).toEqual(['host1', 'host1'])
  })

  it('sends a topic from its snapshot on, resumes it from a cursor, and stops on unwatch', async () => {
    const controller = new Controller()
    controller.log.commit(item('a'))
    const peer = controller.connect()
    peer.hello()
    peer.send({ type: 'watch', topic: 't' })
    await peer.count('snapshot', 1)
    controller.log.commit(item('b'))
    await peer.count('change', 1)
    expect(peer.of('change')[0]).toMatchObject({
      previous: 1,
      cursor: { epoch: 'epoch-1', rev: 2 },
      changes: [{ key: 'b' }],
    })
    peer.send({ type: 'watch', topic: 't', after: { epoch: 'epoch-1', rev: 1 } })
    await peer.count('change', 2)
    expect(peer.of('change')[1]).toEqual(peer.of('change')[0])
    peer.send({ type: 'unwatch', topic: 't' })
    await peer.heartbeat()
    controller.log.commit(item('c'))
    await controller.hub.settled()
    await peer.heartbeat()
    expect(peer.of('change')).toHaveLength(2)
    expect(peer.of('snapshot')).toHaveLength(1)
  })

  it('passes reports on as those of its own host, and acknowledges or tells the error', async () => {
    const controller = new Controller()
    const peer = controller.connect()
    peer.hello('host7')
    peer.send({ type: 'report', id: 1, ports: [{ portId: 'p', state: 'up' }] })
    peer.send({ type: 'wired', id: 2, portIds: ['p'] })
    await peer.count('ack', 2)
    expect(controller.ports.reports).toEqual([['host7', [{ portId: 'p', state: 'up' }]]])
    expect(controller.ports.wired).toEqual([['host7', ['p']]])
    controller.ports.broken = new Error('disk full')
    peer.send({ type: 'report', id: 3, ports: [] })
    await peer.count('ack', 3)
    expect(peer.of('ack')).toEqual([
      { type: 'ack', id: 1 },
      { type: 'ack', id: 2 },
      { type: 'ack', id: 3, error: 'disk full' },
    ])
    expect(peer.closed).toBeUndefined()
  })

  it.each([
    ['that is no frame', { type: 'dance' }, 'InvalidFrame'],
    ['that is no object', 'hello', 'InvalidFrame'],
    ['with a field of the wrong type', { type: 'watch', topic: 7 }, 'InvalidFrame'],
    [
      'of another protocol',
      {
        type: 'hello',
        protocol: 1,
        agent: { agentType: 'x', binary: 'x', host: 'h', configurations: {}, start: true },
      },
      'ProtocolMismatch',
    ],
    ['before hello', { type: 'watch', topic: 't' }, 'HelloExpected'],
  ])('refuses a frame %s, and others go on', async (_, frame, code) => {
    const controller = new Controller()
    const sound = controller.connect()
    sound.hello('sound')
    await sound.count('welcome', 1)
    const peer = controller.connect()
    peer.send(frame as unknown as AgentFrame)
    expect(await peer.end()).toBe(code)
    expect(peer.of('refused').map((refused) => refused.code)).toEqual([code])
    await sound.heartbeat()
    expect(controller.sessions.size).toBe(1)
  })

  it('refuses whom the controller does not want, and whom it cannot register', async () => {
    const controller = new Controller({ admits: ({ host }) => (host === 'right' ? undefined : 'another host') })
    const stranger = controller.connect()
    stranger.hello('wrong')
    expect(await stranger.end()).toBe('Unauthorized')
    controller.agents.broken = new Error('database away')
    const known = controller.connect()
    known.hello('right')
    expect(await known.end()).toBe('ServiceUnavailable')
    expect(known.of('refused')[0]?.message).toBe('database away')
  })

  it('closes the old connection of an agent that connects again', async () => {
    const controller = new Controller()
    const old = controller.connect()
    old.hello()
    await old.count('welcome', 1)
    const current = controller.connect()
    current.hello()
    expect(await old.end()).toBe('the agent connected again')
    await current.heartbeat()
    expect(current.closed).toBeUndefined()
    expect(controller.sessions.size).toBe(1)
  })

  it('registers an agent anew that was deleted while it lived', async () => {
    const controller = new Controller()
    const peer = controller.connect()
    peer.hello()
    await peer.count('welcome', 1)
    await controller.agents.delete('agent-1')
    await peer.heartbeat()
    expect(peer.of('welcome').map(({ agentId }) => agentId)).toEqual(['agent-1', 'agent-2'])
    await peer.heartbeat()
    expect(controller.agents.beats).toEqual(['agent-2'])
  })
})

describe('heartbeats', () => {
  it('heal what was lost: behind, different, ahead or never watched', async () => {
    const clock = manualClock()
    const controller = new Controller({ clock })
    controller.log.commit(item('a'), item('b'))
    const peer = controller.connect()
    peer.hello()
    peer.send({ type: 'watch', topic: 't' })
    await peer.count('snapshot', 1)
    clock.advance(1_000)
    const digest = digestOf([item('a'), item('b')])
    await peer.heartbeat([{ topic: 't', rev: 2, digest }])
    expect(peer.of('snapshot')).toHaveLength(1)
    const wrong = [
      { topic: 't', rev: 1, digest: digestOf([item('a')]) },
      { topic: 't', rev: 2, digest: EMPTY_DIGEST },
      { topic: 't', rev: 3, digest },
      { topic: 'unwatched', rev: 0, digest: EMPTY_DIGEST },
    ]
    for (const [n, topic] of wrong.entries()) {
      await peer.heartbeat([topic])
      await peer.count('snapshot', n + 2)
      clock.advance(1_000)
    }
    expect(peer.of('snapshot').at(-1)?.topic).toBe('unwatched')
    await peer.heartbeat([{ topic: 't', rev: 2, digest }])
    expect(peer.of('snapshot')).toHaveLength(5)
  })

  it('that crossed a change on its way fetch no snapshot', async () => {
    const clock = manualClock()
    const controller = new Controller({ clock })
    const peer = controller.connect()
    peer.hello()
    peer.send({ type: 'watch', topic: 't' })
    await peer.count('snapshot', 1)
    clock.advance(1_000)
    controller.log.commit(item('a'))
    await peer.count('change', 1)
    await peer.heartbeat([{ topic: 't', rev: 0, digest: EMPTY_DIGEST }])
    await controller.hub.settled()
    expect(peer.of('snapshot')).toHaveLength(1)
    clock.advance(1_000)
    await peer.heartbeat([{ topic: 't', rev: 0, digest: EMPTY_DIGEST }])
    await peer.count('snapshot', 2)
  })
})

describe('a slow agent', () => {
  it('gets no more changes than its queue bears, and a snapshot when it is drained', async () => {
    const clock = manualClock()
    const controller = new Controller({ clock, maxBacklog: 1_000 })
    let backlog = 0
    const peer = controller.connect({ backlog: () => backlog })
    peer.hello()
    peer.send({ type: 'watch', topic: 't' })
    await peer.count('snapshot', 1)
    backlog = 1_001
    for (let n = 0; n < 5; n += 1) {
      controller.log.commit(item(`k${String(n)}`))
      await controller.hub.settled()
    }
    await peer.heartbeat()
    expect(peer.of('change')).toHaveLength(0)
    const { deliveries } = controller.hub.counters
    expect(deliveries).toBe(2)
    clock.advance(60)
    backlog = 400
    clock.advance(60)
    await peer.count('snapshot', 2)
    expect(peer.of('snapshot')[1]?.items).toHaveLength(5)
    controller.log.commit(item('last'))
    await peer.count('change', 1)
  })
})
