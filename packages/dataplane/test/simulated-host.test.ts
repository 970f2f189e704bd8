import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HostEvent, StepResult } from '@netloom/core'
import { simulatedHost, type SimulatedHost } from '../src/index.ts'
import { drift, stepOf } from './lab-host.ts'
import { bridge, fdb, flood, neighbour, port, vxlan, type LinkState } from './sample-states.ts'

const all = [bridge, vxlan, port, fdb, flood('192.0.2.2'), flood('192.0.2.3'), neighbour]
const create = (host: SimulatedHost, ...states: LinkState[]): Promise<readonly StepResult[]> =>
  host.apply(states.map((state) => stepOf(host, 'create', state)))

describe('simulated host', () => {
  it('has what was applied, in any order and any portions', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(all.slice(2), { minLength: 0 }),
        fc.integer({ min: 1, max: 4 }),
        async (some, portion) => {
          const host = simulatedHost({ name: 'h' })
          host.plug('tap1')
          await create(host, vxlan, bridge)
          for (let at = 0; at < some.length; at += portion) await create(host, ...some.slice(at, at + portion))
          expect(await drift(host, [bridge, vxlan, ...some])).toEqual([])
          await host.apply([bridge, vxlan, ...some].map((state) => stepOf(host, 'remove', state)))
          expect(await host.read()).toEqual([])
          expect([...(await host.links())]).toEqual(['lo', 'tap1'])
        },
      ),
    )
  })

  it('refuses what the kernel would refuse', async () => {
    const host = simulatedHost({ name: 'h' })
    const results = await create(host, fdb, port, { ...bridge, name: 'not a name' })
    expect(results.map(({ error }) => error)).toEqual([
      expect.stringContaining('Cannot find device of fdb vxlan-100'),
      'Cannot find device "tap1"',
      '"not a name" is no device name',
    ])
    expect(host.counters).toEqual({ reads: 0, writes: 0, failures: 3 })
  })

  it('loses with a device what was on it', async () => {
    const host = simulatedHost({ name: 'h' })
    host.plug('tap1')
    await create(host, ...all)
    const events: HostEvent[] = []
    host.monitor((event) => events.push(event))
    await Promise.resolve()
    events.length = 0
    expect(host.steal('vxlan vxlan-100')).toBe(true)
    expect(events).toEqual([
      { type: 'link-removed', device: 'vxlan-100' },
      { type: 'touched', device: 'vxlan-100' },
    ])
    expect(await drift(host, [bridge, port])).toEqual([])
    expect(await host.links()).not.toContain('vxlan-100')
    host.unplug('tap1')
    expect(await drift(host, [bridge])).toEqual([])
    expect(host.steal('vxlan vxlan-100')).toBe(false)
  })

  it('tells of a device made anew, which is empty', async () => {
    const host = simulatedHost({ name: 'h' })
    await create(host, bridge, vxlan, fdb)
    const events: HostEvent[] = []
    host.monitor((event) => events.push(event))
    await host.apply([{ ...stepOf(host, 'create', { ...vxlan, proxy: false }), op: 'replace', actual: vxlan }])
    expect(events).toContainEqual({ type: 'touched', device: 'vxlan-100' })
    expect(await drift(host, [bridge, { ...vxlan, proxy: false }])).toEqual([])
  })

  it('reads only the devices asked for', async () => {
    const host = simulatedHost({ name: 'h' })
    host.plug('tap1')
    await create(host, ...all)
    expect(await host.read({ devices: new Set(['tap1', 'brq1']) })).toEqual([bridge, port])
  })

  it('fails by dice, the same for the same seed', async () => {
    const outcome = async (seed: number): Promise<readonly boolean[]> => {
      const host = simulatedHost({ name: 'h', faults: { seed, fail: 0.3 } })
      const bridges = Array.from({ length: 200 }, (_, index) => ({ ...bridge, name: `b${String(index)}` }))
      return (await create(host, ...bridges)).map(({ error }) => error === undefined)
    }
    const first = await outcome(7)
    expect(first.filter((ok) => !ok).length).toBeGreaterThan(30)
    expect(first.filter((ok) => !ok).length).toBeLessThan(90)
    expect(await outcome(7)).toEqual(first)
    expect(await outcome(8)).not.toEqual(first)
  })

  it('goes deaf and says so afterwards', async () => {
    const host = simulatedHost({ name: 'h' })
    const events: HostEvent[] = []
    host.monitor((event) => events.push(event))
    await Promise.resolve()
    events.length = 0
    const hear = host.deafen()
    host.plug('tap1')
    hear()
    host.plug('tap2')
    expect(events).toEqual([{ type: 'overrun' }, { type: 'link-added', device: 'tap2' }])
  })
})
