import { describe, expect, it } from 'vitest'
import type { Step } from '@netloom/core'
import { linkKinds, simulatedHost, vxlanKind } from '../src/index.ts'
import { stepOf } from './lab-host.ts'
import { bridge, bridgeFdb, fdb, flood, neighbour, port, vlan, vxlan, type LinkState } from './sample-states.ts'

const host = simulatedHost({ name: 'pure' })
const lines = (step: Step): readonly string[] =>
  host.kinds
    .get(step.state.kind)!
    .commands(step)
    .map(({ tool, args }) => [tool, ...args].join(' '))

const created = (state: LinkState): readonly string[] => lines(stepOf(host, 'create', state))
const removed = (state: LinkState): readonly string[] => lines(stepOf(host, 'remove', state))

describe('commands of the kinds', () => {
  it('of a VXLAN device', () => {
    expect(created({ ...vxlan, ttl: 64, tos: 40, portRange: [40_000, 50_000] })).toEqual([
      'ip link add name vxlan-100 group 28268 type vxlan id 100 dev eth0 local 192.0.2.1 dstport 4789 ttl 64 tos 0x28 srcport 40000 50000 nolearning proxy',
      'ip link set dev vxlan-100 alias netloom:network/n1 group default',
      'ip link set dev vxlan-100 mtu 1450',
      'ip link set dev vxlan-100 addrgenmode none',
      'sysctl net/ipv6/conf/vxlan-100/accept_ra=0',
      'sysctl net/ipv6/conf/vxlan-100/disable_ipv6=0',
      'ip link set dev vxlan-100 master brq1',
      'ip link set dev vxlan-100 type bridge_slave neigh_suppress off',
      'ip link set dev vxlan-100 up',
    ])
    expect(removed(vxlan)).toEqual(['ip link del dev vxlan-100'])
  })

  it('of a change that keeps the device, and of one that cannot', () => {
    const replace = (state: LinkState): readonly string[] =>
      lines({ ...stepOf(host, 'create', state), op: 'replace', actual: vxlan })
    expect(replace({ ...vxlan, ttl: 9 })[0]).toBe('ip link set dev vxlan-100 type vxlan ttl 9')
    expect(replace({ ...vxlan, mtu: 1400 })[0]).toBe('ip link set dev vxlan-100 alias netloom:network/n1 group default')
    expect(replace({ ...vxlan, proxy: false }).slice(0, 2)).toEqual([
      'ip link del dev vxlan-100',
      'ip link add name vxlan-100 group 28268 type vxlan id 100 dev eth0 local 192.0.2.1 dstport 4789 nolearning',
    ])
  })

  it('of a bridge, a port and entries', () => {
    expect(created(bridge)).toEqual([
      'ip link add name brq1 type bridge forward_delay 0 stp_state 0',
      'ip link set dev brq1 alias netloom:network/n1',
      'ip link set dev brq1 type bridge stp_state 0',
      'ip link set dev brq1 type bridge forward_delay 0',
      'sysctl net/ipv6/conf/brq1/disable_ipv6=1',
      'ip link set dev brq1 up',
    ])
    expect(created(port)).toEqual([
      'ip link set dev tap1 mtu 1450',
      'ip link set dev tap1 alias netloom:port/p1',
      'ip link set dev tap1 master brq1',
      'ip link set dev tap1 up',
      'bridge fdb replace fa:16:3e:00:00:01 dev tap1 master dynamic',
    ])
    expect(created(fdb)).toEqual(['bridge fdb replace fa:16:3e:00:00:02 dev vxlan-100 dst 192.0.2.2'])
    expect(removed(fdb)).toEqual(['bridge fdb del fa:16:3e:00:00:02 dev vxlan-100 dst 192.0.2.2'])
    expect(created(bridgeFdb)).toEqual(['bridge fdb replace fa:16:3e:00:00:02 dev vxlan-100 master extern_learn'])
    expect(removed(bridgeFdb)).toEqual(['bridge fdb del fa:16:3e:00:00:02 dev vxlan-100 master'])
    expect(created(flood('2001:DB8::0:2'))).toEqual([
      'bridge fdb append 00:00:00:00:00:00 dev vxlan-100 dst 2001:db8::2',
    ])
    expect(created(neighbour)).toEqual([
      'ip neigh replace 10.0.0.2 lladdr fa:16:3e:00:00:02 dev vxlan-100 nud permanent',
    ])
  })

  it.each([
    { ...fdb, mac: 'fa:16:3e:00:00:02 dst 10.0.0.1' },
    { ...fdb, dst: '10.0.0.1\nlink del dev eth0' },
    { ...fdb, device: '-batch' },
    { ...fdb, device: 'a name' },
    { ...fdb, device: 'longer-than-fifteen' },
    { ...bridge, owner: 'network/"n1' },
    { ...bridge, name: '../x' },
    { ...neighbour, ip: '10.0.0.256' },
    { ...neighbour, ip: 'fe80::1%eth0' },
    { ...vxlan, vni: 2 ** 24 },
    { ...vxlan, mtu: 1.5 },
    { ...port, bridge: '#' },
  ])('are never made of %j', (state: LinkState) => {
    expect(() => created(state)).toThrow(expect.objectContaining({ code: 'InvalidWord' }))
  })
})

describe('keys and equality', () => {
  it('do not depend on spelling', () => {
    const key = (state: LinkState): string => host.kinds.get(state.kind)!.key(state)
    expect(key({ ...neighbour, ip: '2001:DB8:0::1' })).toBe(key({ ...neighbour, ip: '2001:db8::1' }))
    expect(key({ ...fdb, mac: 'FA:16:3E:00:00:02' })).toBe(key(fdb))
    expect(vxlanKind.equal({ ...vxlan, localIp: '2001:DB8::1' }, { ...vxlan, localIp: '2001:db8::1' })).toBe(true)
  })

  it('start with the kind and the device, and tell flood entries apart', () => {
    expect(
      linkKinds.map(({ kind, key }) =>
        key(
          [bridge, vxlan, vlan, port, fdb, bridgeFdb, flood('192.0.2.2'), neighbour].find(
            (state) => state.kind === kind,
          )!,
        ),
      ),
    ).toEqual([
      'bridge brq1',
      'vxlan vxlan-100',
      'vlan eth1.7',
      'bridge-port tap1',
      'fdb vxlan-100 fa:16:3e:00:00:02',
      'bridge-fdb vxlan-100 fa:16:3e:00:00:02',
      'flood vxlan-100 192.0.2.2',
      'neighbour vxlan-100 10.0.0.2',
    ])
  })

  it('ignore what nobody asked for', () => {
    const { mtu: _, ...anyMtu } = vxlan
    expect(vxlanKind.equal(anyMtu, vxlan)).toBe(true)
    expect(vxlanKind.equal(vxlan, { ...vxlan, fault: 'down' })).toBe(false)
  })
})
