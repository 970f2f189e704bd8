import type { DeviceState } from '@netloom/core'
import { bridgeKind, fdbKind, floodKind, neighbourKind, vxlanKind } from '@netloom/dataplane'
import { describe, expect, it } from 'vitest'
import { linuxBridgeRenderer } from '../src/agent/index.ts'
import { POPULATED, VTEP, states, vxlanOf } from './rendered-states.ts'
import { BRIDGE, flatNetwork, member, network, population, port } from './view.ts'

/** The commands that would make a state, as typed. */
function created(state: DeviceState): readonly string[] {
  for (const kind of [bridgeKind, vxlanKind, fdbKind, floodKind, neighbourKind]) {
    if (kind.kind !== state.kind) continue
    const step = { op: 'create', key: '', state: state as never, cause: { object: '', revision: 0, rule: '' } } as const
    return kind.commands(step).map(({ tool, args }) => [tool, ...args].join(' '))
  }
  return []
}

describe('a populated VXLAN network', () => {
  it('is the device that Neutron makes, without learning', () => {
    expect(states(linuxBridgeRenderer(POPULATED).network(network()))).toEqual([
      { kind: 'bridge', name: BRIDGE, owner: `network/${network().id}`, mtu: 1450 },
      {
        kind: 'vxlan',
        name: 'vxlan-100',
        owner: `network/${network().id}`,
        vni: 100,
        localIp: '10.222.0.1',
        underlay: 'under0',
        dstPort: 8472,
        proxy: true,
        learning: false,
        mtu: 1450,
        bridge: BRIDGE,
        neighSuppress: false,
      },
    ])
  })

  it('has Neutron’s entries for a port elsewhere', () => {
    const renderer = linuxBridgeRenderer(POPULATED)
    const entries = [...renderer.member(member, network()), ...renderer.population(population, network())]
    expect(states(entries).flatMap(created)).toEqual([
      'bridge fdb append 00:00:00:00:00:00 dev vxlan-100 dst 10.222.0.2',
      'bridge fdb replace fa:16:3e:d0:2c:0b dev vxlan-100 dst 10.222.0.2',
      'ip neigh replace 10.100.0.12 lladdr fa:16:3e:d0:2c:0b dev vxlan-100 nud permanent',
    ])
  })

  it('has one neighbour for each address, and the link-local one where there is IPv6', () => {
    const entry = { ...population, ipAddresses: ['10.100.0.12', '10.100.0.13', 'fd00::12'] }
    const rendered = states(linuxBridgeRenderer(POPULATED).population(entry, network()))
    expect(rendered.map(({ kind }) => kind)).toEqual(['fdb', 'neighbour', 'neighbour', 'neighbour', 'neighbour'])
    expect(rendered.at(-1)).toMatchObject({ ip: 'fe80::f816:3eff:fed0:2c0b' })
  })

  it.each([
    ['this host itself', { vtep: '10.222.0.1' }],
    ['another network type', { networkType: 'gre' }],
    ['another VNI', { segmentationId: 101 }],
    ['a VTEP of another IP version', { vtep: '2001:db8::2' }],
  ])('ignores %s', (_what, change) => {
    const renderer = linuxBridgeRenderer(POPULATED)
    expect(renderer.member({ ...member, ...change }, network())).toEqual([])
    expect(renderer.population({ ...population, ...change }, network())).toEqual([])
  })
})

describe('a VXLAN network without population', () => {
  it('floods to a multicast group and learns', () => {
    expect(vxlanOf(VTEP)).toMatchObject({ group: '224.0.0.1', learning: true, proxy: false, neighSuppress: false })
    const renderer = linuxBridgeRenderer(VTEP)
    expect(renderer.member(member, network())).toEqual([])
    expect(renderer.population(population, network())).toEqual([])
  })

  it.each([
    [{ vxlanGroup: '239.1.0.0/16' }, '239.1.0.100'],
    [{ vxlanGroup: '239.1.1.0/26' }, '239.1.1.36'],
    [{ vxlanGroup: '239.1.1.7' }, '239.1.1.7'],
    [{ multicastRanges: [{ group: '239.9.9.9', first: 100, last: 100 }] }, '239.9.9.9'],
    [{ multicastRanges: [{ group: '239.9.9.9', first: 101, last: 200 }] }, '224.0.0.1'],
    [{ localIp: '2001:db8::1', vxlanGroup: 'ff05::/112' }, 'ff05::64'],
  ])('with %j uses group %s', (options, group) => {
    expect(vxlanOf({ ...VTEP, ...options })).toMatchObject({ group })
  })

  it('has no VXLAN device, and announces no tunnels, when there is no group', () => {
    expect(vxlanOf({ ...VTEP, vxlanGroup: null })).toBeUndefined()
    expect(linuxBridgeRenderer({ ...VTEP, vxlanGroup: null }).configurations.tunnelTypes).toEqual([])
  })
})

describe('other device options', () => {
  it('reach the device', () => {
    const options = { ttl: 32, tos: 'inherit', udpDstPort: 4789, udpSrcPorts: [40_000, 50_000] } as const
    expect(vxlanOf({ ...VTEP, ...options })).toMatchObject({
      ttl: 32,
      tos: 'inherit',
      dstPort: 4789,
      portRange: [40_000, 50_000],
    })
  })

  it('leave the MTU to the kernel when nobody limits it', () => {
    expect(vxlanOf(VTEP, network({ mtu: 0 }))).not.toHaveProperty('mtu')
  })
})

describe('ports', () => {
  it('join the bridge with the MTU of the network, up or down as their owner wants', () => {
    const attach = (adminStateUp: boolean): DeviceState | undefined =>
      states(linuxBridgeRenderer(POPULATED).attachment(port({ adminStateUp }), network()))[0]
    expect(attach(true)).toEqual({
      kind: 'bridge-port',
      device: 'tap1f2d7b47-c4',
      bridge: BRIDGE,
      owner: 'port/1f2d7b47-c411-4858-b339-121cf26ec725',
      mtu: 1450,
      up: true,
      mac: 'fa:16:3e:fe:50:9b',
    })
    expect(attach(false)).toMatchObject({ up: false })
  })
})

describe('networks without tunnel', () => {
  it('flat leaves through the interface of its physical network', () => {
    const renderer = linuxBridgeRenderer({ physicalInterfaceMappings: { physnet1: 'eth1' } })
    expect(states(renderer.network(flatNetwork()))).toMatchObject([
      { kind: 'bridge', name: BRIDGE },
      { kind: 'bridge-port', device: 'eth1', bridge: BRIDGE, up: true, movesAddresses: true },
    ])
  })

  it('flat uses the bridge of the operator, and neither makes nor changes it', () => {
    const renderer = linuxBridgeRenderer({ bridgeMappings: { physnet1: 'br-ext' } })
    expect(renderer.network(flatNetwork())).toEqual([])
    expect(states(renderer.attachment(port(), flatNetwork()))).toMatchObject([{ bridge: 'br-ext' }])
  })

  it('flat on an unknown physical network, and VXLAN without VTEP, are nothing here', () => {
    const renderer = linuxBridgeRenderer({ physicalInterfaceMappings: { physnet1: 'eth1' } })
    expect(renderer.network(flatNetwork('toString'))).toEqual([])
    expect(renderer.network(network())).toEqual([])
    expect(renderer.attachment(port(), network())).toEqual([])
  })

  it('local is a bridge alone', () => {
    const segments = [{ id: 'segment', networkType: 'local', physicalNetwork: null, segmentationId: null }]
    expect(states(linuxBridgeRenderer().network(network({ segments })))).toMatchObject([{ kind: 'bridge' }])
  })
})

describe('what the agent says of itself', () => {
  it('names VTEP, types, mappings and responder', () => {
    const { agentType, mechanism, configurations } = linuxBridgeRenderer({
      ...POPULATED,
      physicalInterfaceMappings: { physnet1: 'eth1' },
      bridgeMappings: { physnet2: 'br2' },
    })
    expect([agentType, mechanism]).toEqual(['Linux bridge agent', 'linuxbridge'])
    expect(configurations).toEqual({
      tunnelingIp: '10.222.0.1',
      tunnelTypes: ['vxlan'],
      bridgeMappings: { physnet2: 'br2' },
      interfaceMappings: { physnet1: 'eth1' },
      l2Population: true,
      arpResponderEnabled: true,
      arpResponderMode: 'proxy',
      arpResponderBypass: false,
    })
  })

  it('has no VTEP where VXLAN is switched off', () => {
    const { configurations } = linuxBridgeRenderer({ ...POPULATED, enableVxlan: false })
    expect(configurations).not.toHaveProperty('tunnelingIp')
    expect(configurations.tunnelTypes).toEqual([])
  })
})
