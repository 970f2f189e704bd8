import { afterEach, describe, expect, it } from 'vitest'
import { hostTable, type SimulatedFleet } from '../../src/index.ts'
import { linuxBridgeFleet, populatedNetwork, problemsIn, writesIn } from './linux-bridge-fleet.ts'

const AUDIT = 60_000
let fleet: SimulatedFleet

afterEach(() => fleet.close())

async function atRest(arpResponder: 'auto' | 'proxy' | 'suppress'): Promise<void> {
  fleet = await linuxBridgeFleet({ arpResponder, auditInterval: AUDIT })
  await populatedNetwork(fleet)
}

/** The first key of a kind on host1. */
async function keyOf(kind: string): Promise<string> {
  const key = (await fleet.host('host1').keys()).find((one) => one.startsWith(`${kind} `))
  if (key === undefined) throw new Error(`host1 has no ${kind}`)
  return key
}

/** Rules of nftables, which no monitor of links tells of. */
const UNHEARD: string = 'proxy-bypass'
const KINDS = ['bridge', 'vxlan', 'bridge-port', 'fdb', 'flood', 'neighbour']

describe.each([
  { arpResponder: 'auto', kinds: [...KINDS, 'proxy-bypass'] },
  { arpResponder: 'proxy', kinds: KINDS },
  { arpResponder: 'suppress', kinds: [...KINDS, 'bridge-fdb'] },
] as const)('what somebody takes away is put back ($arpResponder)', ({ arpResponder, kinds }) => {
  it.each(kinds.filter((kind) => kind !== UNHEARD))(
    'a %s: within a second when the monitor hears of it',
    async (kind) => {
      await atRest(arpResponder)
      const key = await keyOf(kind)
      expect(fleet.host('host1').kernel.steal(key)).toBe(true)
      await fleet.advance(1_000)
      expect(await problemsIn(fleet)).toEqual([])
      const keys = fleet.host('host1').drift.flatMap(({ drift }) => drift.missing.map((missing) => missing.key))
      expect(keys).toContain(key)
    },
  )

  it.each(kinds)('a %s: at the next audit when the monitor missed it', async (kind) => {
    await atRest(arpResponder)
    const key = await keyOf(kind)
    const host = fleet.host('host1')
    host.deaf = true
    expect(host.kernel.steal(key)).toBe(true)
    await fleet.advance(1_000)
    expect(await problemsIn(fleet)).not.toEqual([])
    await fleet.advance(AUDIT)
    expect(await problemsIn(fleet)).toEqual([])
    const report = host.drift.find(({ drift }) => drift.missing.some((missing) => missing.key === key))
    expect(report).toMatchObject({ scope: 'all', failed: [] })
    expect(report?.repaired).toBeGreaterThan(0)
  })
})

describe('what somebody adds or changes', () => {
  it('an entry for a VTEP that is not in the network goes', async () => {
    await atRest('proxy')
    const { kernel } = fleet.host('host1')
    const flood = (await kernel.read()).find(({ kind }) => kind === 'flood')!
    kernel.plant(Object.assign({}, flood, { dst: '192.0.2.99' }))
    expect(hostTable(await kernel.read()).join()).toContain('192.0.2.99')
    await fleet.advance(1_000)
    expect(await problemsIn(fleet)).toEqual([])
    expect(fleet.host('host1').drift.flatMap(({ drift }) => drift.extra).length).toBe(1)
  })

  it('a MAC sent to another VTEP is sent to the right one again', async () => {
    await atRest('proxy')
    const { kernel } = fleet.host('host1')
    const entry = (await kernel.read()).find(({ kind }) => kind === 'fdb')!
    kernel.plant(Object.assign({}, entry, { dst: '192.0.2.99' }))
    await fleet.advance(1_000)
    expect(await problemsIn(fleet)).toEqual([])
    expect(fleet.host('host1').drift.flatMap(({ drift }) => drift.changed).length).toBe(1)
  })

  it('after an overrun of the monitor everything is looked at', async () => {
    await atRest('proxy')
    const { kernel } = fleet.host('host1')
    const hear = kernel.deafen()
    for (const key of await fleet.host('host1').keys()) kernel.steal(key)
    await fleet.advance(1_000)
    expect(await problemsIn(fleet)).not.toEqual([])
    hear()
    await fleet.advance(1_000)
    expect(await problemsIn(fleet)).toEqual([])
  })

  it('steps that fail are tried again until they succeed', async () => {
    fleet = await linuxBridgeFleet({ hostFaults: { fail: 0.4 }, seed: 7 })
    await populatedNetwork(fleet)
    const failures = fleet.hosts.reduce((sum, { kernel }) => sum + kernel.counters.failures, 0)
    expect(failures).toBeGreaterThan(0)
    await fleet.settle()
    expect(await problemsIn(fleet)).toEqual([])
  })

  it('audits of hosts that are right write nothing and report nothing', async () => {
    await atRest('proxy')
    const before = writesIn(fleet)
    await fleet.advance(10 * AUDIT)
    expect(writesIn(fleet)).toBe(before)
    expect(fleet.hosts.flatMap(({ drift }) => drift)).toEqual([])
  })
})
