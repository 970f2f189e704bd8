import { simulatedHost, type SimulatedHost } from '@netloom/dataplane'
import { VirtualClock } from '@netloom/testing'
import { describe, expect, it } from 'vitest'
import {
  HOST,
  MemoryJournal,
  change,
  gone,
  idOf,
  keysOn,
  macOf,
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

const world = (clock = new VirtualClock()): { clock: VirtualClock; host: SimulatedHost } => ({
  clock,
  host: simulatedHost({ name: HOST, clock }),
})
const NETWORK_KEYS = [`bridge brq${idOf(1).slice(0, 11)}`, 'vxlan vxlan-101']
const REMOTE_KEYS = ['fdb vxlan-101 fa:16:3e:00:00:09', 'flood vxlan-101 192.0.2.2', 'neighbour vxlan-101 10.0.0.9']
const NETWORK = [networkItem(1), memberItem(1, 1), memberItem(2, 1), populationItem(9, 1)]

async function wired(): Promise<ReturnType<typeof world> & Awaited<ReturnType<typeof startedAgent>>> {
  const { clock, host } = world()
  host.plug(tapOf(5))
  const started = await startedAgent(host, { clock })
  started.agent.receive(snapshot(ofHost, 1, [portItem(5, 1)]))
  await started.agent.idle()
  started.agent.receive(snapshot(ofNetwork(1), 1, NETWORK))
  await started.agent.idle()
  return { clock, host, ...started }
}

describe('an agent', () => {
  it('follows its host topic to the networks of its ports, builds them and reports', async () => {
    const { host, uplink } = await wired()
    expect(uplink.asked).toEqual([`watch ${ofNetwork(1)}`, 'settled'])
    expect(await keysOn(host)).toEqual([...NETWORK_KEYS, ...REMOTE_KEYS, `bridge-port ${tapOf(5)}`].sort())
    expect(uplink.reports).toEqual([{ portId: idOf(5), state: 'up' }])
  })

  it('says nothing of a port before it knows its network: an agent that lived before may have wired it', async () => {
    const { clock, host } = await wired()
    const { agent, uplink } = await startedAgent(host, { clock })
    agent.receive(snapshot(ofHost, 1, [portItem(5, 1)]))
    await agent.idle()
    expect(uplink.reports).toEqual([])
    agent.receive(snapshot(ofNetwork(1), 1, NETWORK))
    await agent.idle()
    expect(uplink.reports).toEqual([{ portId: idOf(5), state: 'up' }])
  })

  it('wires a tap when it comes, and tells when it goes', async () => {
    const { host, agent, uplink } = await wired()
    uplink.reports.length = 0
    host.unplug(tapOf(5))
    await agent.idle()
    host.plug(tapOf(5))
    await agent.idle()
    expect(uplink.reports.map(({ state }) => state)).toEqual(['down', 'up'])
    expect(await keysOn(host)).toContain(`bridge-port ${tapOf(5)}`)
    expect(agent.parts.audits.reports()).toEqual([])
  })

  it('writes nothing when nothing changes', async () => {
    const { host, agent } = await wired()
    const { writes } = host.counters
    agent.receive(snapshot(ofNetwork(1), 3, NETWORK))
    agent.receive(change(ofNetwork(1), 3, 4, [populationItem(9, 1, 2, 7)]))
    await agent.idle()
    await agent.audit()
    expect(host.counters.writes).toBe(writes)
    expect(agent.plan().steps).toEqual([])
  })

  it('leaves a network with its last port, and takes down what it built', async () => {
    const { host, agent, uplink } = await wired()
    agent.receive(change(ofHost, 1, 2, [gone(portItem(5, 1))]))
    await agent.idle()
    expect(uplink.asked.at(-1)).toBe(`unwatch ${ofNetwork(1)}`)
    expect(await keysOn(host)).toEqual([])
    agent.receive(change(ofNetwork(1), 1, 2, [populationItem(8, 1)]))
    await agent.idle()
    expect(await keysOn(host)).toEqual([])
  })

  it('leaves nothing behind of an item that goes in the same moment as the last port', async () => {
    const { host, agent } = await wired()
    agent.receive(change(ofNetwork(1), 1, 2, [gone(memberItem(2, 1)), gone(populationItem(9, 1))]))
    agent.receive(change(ofHost, 1, 2, [gone(portItem(5, 1))]))
    await agent.idle()
    expect(await keysOn(host)).toEqual([])
    expect(agent.parts.table.size).toBe(0)
  })

  it('reports a port again that was bound elsewhere and back between two turns', async () => {
    const { agent, uplink } = await wired()
    uplink.reports.length = 0
    agent.receive(change(ofHost, 1, 2, [gone(portItem(5, 1))]))
    agent.receive(change(ofHost, 2, 3, [portItem(5, 1, 4)]))
    await agent.idle()
    expect(uplink.reports).toEqual([{ portId: idOf(5), state: 'up' }])
  })

  it('keeps a network whose last port gives way to another one', async () => {
    const { host, agent } = await wired()
    const { writes } = host.counters
    agent.receive(change(ofHost, 1, 2, [gone(portItem(5, 1)), portItem(6, 1)]))
    await agent.idle()
    expect(await keysOn(host)).toEqual([...NETWORK_KEYS, ...REMOTE_KEYS].sort())
    // The old tap left its bridge; nothing else moved.
    expect(host.counters.writes).toBe(writes + 1)
  })

  it('repairs what somebody deletes, and says what it found', async () => {
    for (const key of [...NETWORK_KEYS, ...REMOTE_KEYS, `bridge-port ${tapOf(5)}`]) {
      const { host, agent, clock } = await wired()
      const before = await keysOn(host)
      expect(host.steal(key)).toBe(true)
      await clock.advance(100, () => agent.idle())
      expect(await keysOn(host)).toEqual(before)
      const found = agent.parts.audits.reports().flatMap(({ drift }) => drift.missing.map((one) => one.key))
      expect(found).toContain(key)
      expect(agent.plan().steps).toEqual([])
    }
  })

  it('sweeps what appears on its devices, and nothing before it knows the whole view', async () => {
    const { clock, host } = world()
    host.plant({ kind: 'fdb', device: 'vxlan-101', mac: 'fa:16:3e:00:00:77', dst: '192.0.2.7' } as never)
    const stale = await keysOn(host)
    const { agent } = await startedAgent(host, { clock })
    agent.receive(snapshot(ofHost, 1, [portItem(5, 1)]))
    await agent.idle()
    expect(await keysOn(host)).toEqual(stale)
    agent.receive(snapshot(ofNetwork(1), 1, NETWORK))
    await agent.idle()
    expect(await keysOn(host)).toEqual([...NETWORK_KEYS, ...REMOTE_KEYS].sort())
  })

  it('finds at the next audit what the monitor missed', async () => {
    const { host, agent, clock } = await wired()
    const before = await keysOn(host)
    const listen = host.deafen()
    host.steal('fdb vxlan-101 fa:16:3e:00:00:09')
    await clock.advance(60_000, () => agent.idle())
    expect(await keysOn(host)).toEqual(before)
    expect(agent.parts.audits.reports()).toMatchObject([{ scope: 'all', repaired: 1 }])
    host.steal('vxlan vxlan-101')
    listen()
    await agent.idle()
    expect(await keysOn(host)).toEqual(before)
  })

  it('starts from its journal into working networks, without a controller and without a write', async () => {
    const { clock, host } = world()
    const journal = new MemoryJournal()
    host.plug(tapOf(5))
    const first = await startedAgent(host, { clock, journal })
    first.agent.receive(snapshot(ofHost, 1, [portItem(5, 1)]))
    await first.agent.idle()
    first.agent.receive(snapshot(ofNetwork(1), 1, NETWORK))
    await first.agent.idle()
    await first.agent.stop()
    const { writes } = host.counters
    const second = await startedAgent(host, { clock, journal })
    expect(host.counters.writes).toBe(writes)
    expect(second.agent.parts.role.readyPorts()).toEqual([idOf(5)])

    const rebooted = simulatedHost({ name: HOST, clock })
    rebooted.plug(tapOf(5))
    await startedAgent(rebooted, { clock, journal })
    expect(await keysOn(rebooted)).toEqual(await keysOn(host))
  })

  it('leaves alone what its journal does not explain until a controller has confirmed the view', async () => {
    const { clock, host } = world()
    const journal = new MemoryJournal()
    host.plug(tapOf(5))
    const first = await startedAgent(host, { clock, journal })
    first.agent.receive(snapshot(ofHost, 1, [portItem(5, 1)]))
    await first.agent.idle()
    first.agent.receive(snapshot(ofNetwork(1), 1, NETWORK))
    await first.agent.idle()
    await first.agent.stop()
    // An entry that came, one that moved: both too late for the journal.
    host.plant({ kind: 'fdb', device: 'vxlan-101', mac: macOf(10), dst: '192.0.2.2' } as never)
    host.plant({ kind: 'fdb', device: 'vxlan-101', mac: macOf(9), dst: '192.0.2.3' } as never)
    const before = await host.read()
    const { agent, uplink } = await startedAgent(host, { clock, journal })
    await agent.audit()
    expect(await host.read()).toEqual(before)
    expect(agent.plan().steps).toEqual([])
    expect(uplink.asked).not.toContain('settled')

    agent.receive(change(ofHost, 1, 1, []))
    await agent.idle()
    expect(await host.read()).toEqual(before)
    agent.receive(change(ofNetwork(1), 1, 1, []))
    await agent.idle()
    expect(uplink.asked.at(-1)).toBe('settled')
    expect(agent.isComplete).toBe(true)
    expect(await keysOn(host)).toEqual([...NETWORK_KEYS, ...REMOTE_KEYS, `bridge-port ${tapOf(5)}`].sort())
    expect((await host.read()).find(({ kind }) => kind === 'fdb')).toMatchObject({ dst: '192.0.2.2' })
  })

  it('never takes a port back that forwards while it changes what an earlier life made in another way', async () => {
    const { clock, host } = world()
    const journal = new MemoryJournal()
    host.plug(tapOf(5))
    const first = await startedAgent(host, { clock, journal })
    first.agent.receive(snapshot(ofHost, 1, [portItem(5, 1)]))
    await first.agent.idle()
    first.agent.receive(snapshot(ofNetwork(1), 1, NETWORK))
    await first.agent.idle()
    await first.agent.stop()
    const vxlan = (await host.read()).find(({ kind }) => kind === 'vxlan')
    host.plant({ ...vxlan, ttl: 7 } as never)
    const { agent, uplink } = await startedAgent(host, { clock, journal })
    const wired: (readonly string[])[] = []
    uplink.settled = () => wired.push(agent.parts.role.readyPorts())
    agent.receive(change(ofHost, 1, 1, []))
    await agent.idle()
    agent.receive(change(ofNetwork(1), 1, 1, []))
    await agent.idle()
    expect((await host.read()).find(({ kind }) => kind === 'vxlan')).toEqual(vxlan)
    expect(wired).toEqual([[idOf(5)]])
    expect(uplink.reports.filter(({ state }) => state !== 'up')).toEqual([])
  })

  it('tries failed steps again, and reports the port as building with the reason meanwhile', async () => {
    const clock = new VirtualClock()
    let broken = true
    const sound = simulatedHost({ name: HOST, clock })
    const host: SimulatedHost = Object.assign(Object.create(sound) as SimulatedHost, {
      apply: async (steps: Parameters<SimulatedHost['apply']>[0]) =>
        broken ? steps.map(({ key }) => ({ key, error: 'RTNETLINK answers: no' })) : sound.apply(steps),
    })
    host.plug(tapOf(5))
    const { agent, uplink } = await startedAgent(host, { clock })
    agent.receive(snapshot(ofHost, 1, [portItem(5, 1)]))
    await agent.idle()
    agent.receive(snapshot(ofNetwork(1), 1, NETWORK))
    await agent.idle()
    expect(uplink.reports.at(-1)).toEqual({ portId: idOf(5), state: 'building', error: 'RTNETLINK answers: no' })
    broken = false
    await clock.advance(1_000, () => agent.idle())
    expect(uplink.reports.at(-1)).toEqual({ portId: idOf(5), state: 'up' })
    expect(agent.plan().steps).toEqual([])
  })

  it('skips an item it cannot read and does the rest', async () => {
    const { host, agent } = await wired()
    agent.receive(
      change(ofNetwork(1), 1, 2, [{ key: 'port/x', revision: 1, body: { no: 'sense' } }, populationItem(8, 1)]),
    )
    await agent.idle()
    expect(await keysOn(host)).toContain('fdb vxlan-101 fa:16:3e:00:00:08')
  })

  it('moves a port between VTEPs in place', async () => {
    const { host, agent } = await wired()
    agent.receive(change(ofNetwork(1), 1, 2, [populationItem(9, 1, 3, 2)]))
    await agent.idle()
    const fdb = (await host.read()).find((state) => state.kind === 'fdb')
    expect(fdb).toMatchObject({ mac: 'fa:16:3e:00:00:09', dst: '192.0.2.3' })
  })
})
