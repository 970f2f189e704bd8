import { type Logger, silentLogger } from '@netloom/core'
import { simulatedHost, type SimulatedHost } from '@netloom/dataplane'
import { VirtualClock } from '@netloom/testing'
import { describe, expect, it } from 'vitest'
import { Inspection, type Agent } from '../src/index.ts'
import {
  HOST,
  idOf,
  keysOn,
  memberItem,
  networkItem,
  ofHost,
  ofNetwork,
  populationItem,
  portItem,
  snapshot,
  startedAgent,
  tapOf,
  type ListeningUplink,
} from './fixture.ts'

/** A host that wires port `n` in network `n`. */
async function wired(
  host: SimulatedHost,
  n: number,
  clock: VirtualClock,
  logger: Logger = silentLogger,
): Promise<{ readonly agent: Agent; readonly uplink: ListeningUplink }> {
  const { agent, uplink } = await startedAgent(host, { clock, logger })
  agent.receive(snapshot(ofHost, 1, [portItem(n, n)]))
  await agent.idle()
  agent.receive(snapshot(ofNetwork(n), 1, [networkItem(n), memberItem(2, n), populationItem(9, n)]))
  await agent.idle()
  return { agent, uplink }
}

describe('two agents on one host', () => {
  it('leave each other’s devices alone, at the start, while they work and in audits', async () => {
    const clock = new VirtualClock()
    const first = simulatedHost({ name: HOST, clock, agent: 'linuxbridge.host1' })
    const second = simulatedHost({ name: HOST, clock, agent: 'openvswitch.host1', beside: first })
    for (const n of [1, 2]) first.plug(tapOf(n))
    const one = await wired(first, 1, clock)
    const own = await keysOn(first)
    const two = await wired(second, 2, clock)
    expect(await keysOn(first)).toEqual(own)
    const others = await keysOn(second)
    const writes = first.counters.writes + second.counters.writes
    for (const { agent } of [one, two]) await agent.audit()
    await clock.advance(120_000, async () => {
      await Promise.all([one.agent.idle(), two.agent.idle()])
    })
    expect(first.counters.writes + second.counters.writes).toBe(writes)
    expect([await keysOn(first), await keysOn(second)]).toEqual([own, others])
    expect([one.agent.plan().steps, two.agent.plan().steps]).toEqual([[], []])
    expect([...own, ...others]).toEqual(
      expect.arrayContaining([
        'vxlan vxlan-101',
        'vxlan vxlan-102',
        `bridge-port ${tapOf(1)}`,
        `bridge-port ${tapOf(2)}`,
      ]),
    )
  })

  it('refuse each other a device under the same name, with the reason in the report', async () => {
    const clock = new VirtualClock()
    const first = simulatedHost({ name: HOST, clock, agent: 'linuxbridge.host1' })
    const second = simulatedHost({ name: HOST, clock, agent: 'linuxbridge.host2', beside: first })
    first.plug(tapOf(1))
    await wired(first, 1, clock)
    const own = await keysOn(first)
    const { uplink } = await wired(second, 1, clock)
    expect(await keysOn(first)).toEqual(own)
    expect(uplink.reports.at(-1)?.error).toContain('belongs to somebody else: it has the mark of linuxbridge.host1')
  })
})

describe('a repair that somebody undoes', () => {
  it('is put off longer and longer, told once, shown by the audit, and lasts when that one stops', async () => {
    const clock = new VirtualClock()
    const warnings: string[] = []
    const logger: Logger = { ...silentLogger, warn: (_fields: object, text?: string) => warnings.push(text ?? '') }
    const host = simulatedHost({ name: HOST, clock })
    host.plug(tapOf(1))
    const { agent, uplink } = await wired(host, 1, clock, logger)
    const before = await keysOn(host)
    let fights = true
    // A foreign process that deletes the device as soon as it is there.
    host.monitor((event) => {
      if (fights && event.type === 'link-added' && event.device === 'vxlan-101')
        clock.after(10, () => {
          host.steal('vxlan vxlan-101')
        })
    })
    const { reads, writes } = host.counters
    host.steal('vxlan vxlan-101')
    await clock.advance(120_000, () => agent.idle())
    // 5 at once, then after 1, 2, 4, 8, 16, 30, 30 … s; each makes the device anew with what is on it.
    expect(host.counters.writes - writes).toBeLessThan(5 * 14)
    expect(host.counters.reads - reads).toBeLessThan(60)
    expect(warnings.filter((text) => text.startsWith('repairs of this device are undone'))).toHaveLength(1)
    expect(warnings.length).toBeLessThan(12)
    const inspection = new Inspection(agent, () => true)
    const [damped] = (await inspection.audit()).damped
    expect(damped).toMatchObject({ device: 'vxlan-101' })
    expect(damped?.undone).toBeGreaterThan(8)
    expect(uplink.reports.at(-1)).toEqual({
      portId: idOf(1),
      state: 'building',
      error: 'somebody undoes the repairs of vxlan-101; see netloom audit',
    })
    fights = false
    await clock.advance(31_000, () => agent.idle())
    expect(await keysOn(host)).toEqual(before)
    expect(uplink.reports.at(-1)).toEqual({ portId: idOf(1), state: 'up' })
    await clock.advance(61_000, () => agent.idle())
    expect((await inspection.audit()).damped).toEqual([])
  })

  it('is made at once when it is another one each time', async () => {
    const clock = new VirtualClock()
    const host = simulatedHost({ name: HOST, clock })
    host.plug(tapOf(1))
    const { agent } = await wired(host, 1, clock)
    const before = await keysOn(host)
    for (const key of ['fdb vxlan-101 fa:16:3e:00:00:09', 'flood vxlan-101 192.0.2.2', 'vxlan vxlan-101'])
      for (let times = 0; times < 3; times += 1) {
        host.steal(key)
        await clock.advance(100, () => agent.idle())
        expect(await keysOn(host)).toEqual(before)
        await clock.advance(6_000, () => agent.idle())
      }
  })
})
