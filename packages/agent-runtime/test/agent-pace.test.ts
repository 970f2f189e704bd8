import { simulatedHost, type SimulatedHost } from '@netloom/dataplane'
import { VirtualClock } from '@netloom/testing'
import { describe, expect, it } from 'vitest'
import {
  HOST,
  change,
  memberItem,
  networkItem,
  ofHost,
  ofNetwork,
  populationItem,
  portItem,
  snapshot,
  startedAgent,
  tapOf,
} from './fixture.ts'

const NETWORK = [networkItem(1), memberItem(1, 1), memberItem(2, 1), populationItem(9, 1)]

describe('the pace of an agent', () => {
  it('tries what fails no later than the longest pause that it is given', async () => {
    const clock = new VirtualClock()
    let attempts = 0
    const sound = simulatedHost({ name: HOST, clock })
    const host: SimulatedHost = Object.assign(Object.create(sound) as SimulatedHost, {
      apply: (steps: Parameters<SimulatedHost['apply']>[0]) => {
        attempts += 1
        return Promise.resolve(steps.map(({ key }) => ({ key, error: 'no' })))
      },
    })
    const { agent } = await startedAgent(host, { clock, longestRetry: 2_000 })
    agent.receive(snapshot(ofHost, 1, [portItem(5, 1)]))
    await agent.idle()
    agent.receive(snapshot(ofNetwork(1), 1, NETWORK))
    await agent.idle()
    await clock.advance(10_000, () => agent.idle())
    const before = attempts
    await clock.advance(20_000, () => agent.idle())
    expect(attempts - before).toBeGreaterThanOrEqual(9)
  })

  it('gathers news of a network for one turn where an interval is given; the first goes at once', async () => {
    const clock = new VirtualClock()
    const sound = simulatedHost({ name: HOST, clock })
    const turns: number[] = []
    const host: SimulatedHost = Object.assign(Object.create(sound) as SimulatedHost, {
      apply: (steps: Parameters<SimulatedHost['apply']>[0]) => {
        turns.push(steps.length)
        return sound.apply(steps)
      },
    })
    host.plug(tapOf(5))
    const { agent } = await startedAgent(host, { clock, bulkInterval: 5_000 })
    agent.receive(snapshot(ofHost, 1, [portItem(5, 1)]))
    await agent.idle()
    agent.receive(snapshot(ofNetwork(1), 1, NETWORK))
    await agent.idle()
    const first = turns.length
    expect(first).toBeGreaterThan(0)
    for (const n of [10, 11, 12]) {
      agent.receive(change(ofNetwork(1), n - 9, n - 8, [populationItem(n, 1)]))
      await agent.idle()
      await clock.advance(100, () => agent.idle())
    }
    expect(turns.length).toBe(first)
    await clock.advance(5_000, () => agent.idle())
    expect(turns.length).toBe(first + 1)
    expect(agent.plan().steps).toEqual([])
  })
})
