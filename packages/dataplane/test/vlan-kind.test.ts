import type { HostAccess, Step } from '@netloom/core'
import { describe, expect, it } from 'vitest'
import { bridgePortKind, simulatedHost, vlanKind, type VlanState } from '../src/index.ts'
import { bridge, vlan } from './sample-states.ts'

const cause = { object: 'network/n1', revision: 1, rule: 'test' }
const key = vlanKind.key(vlan)
const lines = (step: Step<VlanState>): readonly string[] =>
  vlanKind.commands(step).map(({ tool, args }) => [tool, ...args].join(' '))

/** A kernel that lists `links`, and answers `ip link add` with `refusal`. */
function kernel(links: readonly object[], refusal?: string): HostAccess & { readonly ran: string[] } {
  const ran: string[] = []
  return {
    name: 'host1',
    ran,
    json: () => Promise.resolve(links),
    run: () => Promise.resolve(''),
    nft: () => Promise.resolve(''),
    forgetConnections: () => Promise.resolve(),
    batch: (_tool, asked) => {
      ran.push(...asked)
      return Promise.resolve(asked.map((line) => (line.startsWith('link add') ? refusal : undefined)))
    },
  }
}

const row = (change: object = {}, id = 7): object => ({
  ifname: 'eth1.7',
  link: 'eth1',
  mtu: 1500,
  flags: ['UP'],
  linkinfo: { info_kind: 'vlan', info_data: { protocol: '802.1Q', id } },
  ...change,
})

describe('a VLAN device', () => {
  it('is made, marked, joined to its bridge and only then set up', () => {
    expect(lines({ op: 'create', key, state: vlan, cause })).toEqual([
      'ip link add name eth1.7 link eth1 type vlan id 7',
      'ip link set dev eth1.7 alias netloom:vlan:network/n1',
      'ip link set dev eth1.7 mtu 1500',
      'sysctl net/ipv6/conf/eth1.7/disable_ipv6=1',
      'ip link set dev eth1.7 master brq1',
      'ip link set dev eth1.7 up',
    ])
  })

  it('is made anew for another VLAN, and changed in place otherwise', () => {
    const replace = (actual: VlanState): readonly string[] => lines({ op: 'replace', key, state: vlan, actual, cause })
    expect(replace({ ...vlan, vlanId: 8 }).slice(0, 2)).toEqual([
      'ip link del dev eth1.7',
      'ip link add name eth1.7 link eth1 type vlan id 7',
    ])
    expect(replace({ ...vlan, bridge: 'brq2' }).join()).not.toContain('link del')
  })

  it('has no ID beyond those of IEEE 802.1Q', () => {
    for (const vlanId of [0, 4095]) {
      expect(() => vlanKind.commands({ op: 'create', key, state: { ...vlan, vlanId }, cause })).toThrow('1..4094')
    }
  })

  it('is read back as what it is, and not as a port that somebody else made', async () => {
    const host = kernel([row({ ifalias: 'netloom:vlan:network/n1', master: 'brq1' })])
    expect(await vlanKind.read(host)).toEqual([vlan])
    expect(await bridgePortKind.read(host)).toEqual([])
  })

  it('that is the interface of a flat network is somebody else’s', async () => {
    const host = kernel([row({ ifalias: 'netloom:network/n1', master: 'brq1' })])
    expect(await vlanKind.read(host)).toEqual([])
    expect(await bridgePortKind.read(host)).toMatchObject([{ device: 'eth1.7' }])
  })

  it('that was there before is used, marked so, and kept', async () => {
    const host = kernel([row()], 'RTNETLINK answers: File exists')
    expect(await vlanKind.apply?.([{ op: 'create', key, state: vlan, cause }], host)).toEqual([{ key }])
    expect(host.ran).toContain('link set dev eth1.7 alias netloom:adopted:vlan:network/n1')
    const later = kernel([row({ ifalias: 'netloom:adopted:vlan:network/n1', master: 'brq1' })])
    await vlanKind.apply?.([{ op: 'remove', key, state: vlan, cause }], later)
    expect(later.ran).toEqual(['link set dev eth1.7 nomaster', 'link set dev eth1.7 alias ""'])
  })

  it.each([
    ['a VLAN that another device has', [row({ ifname: 'uplink' })], 'VLAN 7 of eth1 is in use by uplink'],
    ['a name that carries another VLAN', [row({}, 8)], 'is not VLAN 7 of eth1'],
    ['a device in somebody’s bridge', [row({ master: 'br0' })], 'is in br0 already'],
    ['a device with an alias', [row({ ifalias: 'backup' })], 'belongs to somebody else'],
  ])('reports %s', async (_what, links, said) => {
    const host = kernel(links, 'RTNETLINK answers: File exists')
    const [result] = (await vlanKind.apply?.([{ op: 'create', key, state: vlan, cause }], host)) ?? []
    expect(result?.error).toContain(said)
    // Nothing was done to the device.
    expect(host.ran).toHaveLength(1)
  })

  it('waits for its interface, and goes with it, on a simulated host', async () => {
    const host = simulatedHost({ name: 'host1' })
    const steps: readonly Step[] = [
      { op: 'create', key: 'bridge brq1', state: bridge, cause },
      { op: 'create', key, state: vlan, cause },
    ]
    expect((await host.apply(steps))[1]?.error).toContain('Cannot find device "eth1"')
    host.plug('eth1')
    expect((await host.apply(steps))[1]).toEqual({ key })
    expect(await host.links()).toContain('eth1.7')
    host.unplug('eth1')
    expect(await host.read()).toEqual([bridge])
  })
})
