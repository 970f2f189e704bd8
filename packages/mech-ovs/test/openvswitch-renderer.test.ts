import type { SwitchRenderer } from '@netloom/core'
import { describe, expect, it } from 'vitest'
import { openvswitchRenderer, type OpenvswitchRendererOptions } from '../src/agent/index.ts'
import { POPULATED, PROVIDER, TUNNELS, V, flatNetwork, flows, patches, ports, vlanNetwork } from './rendered-text.ts'
import { SEGMENT_ID, network, port } from './view.ts'

const rendererOf = (options: OpenvswitchRendererOptions): SwitchRenderer => openvswitchRenderer(options)

describe('base', () => {
  it('is one bridge where there is nothing else to reach, with Neutron’s default flows', () => {
    const base = rendererOf({}).base?.() ?? []
    expect(base.filter(({ state }) => state.kind === 'ovs-bridge').map(({ state }) => state)).toEqual([
      { kind: 'ovs-bridge', name: 'br-int', datapathType: 'system', failMode: 'secure' },
    ])
    expect(flows(base, 'br-int')).toEqual([
      'table=0,priority=65535,dl_vlan=4095,actions=drop',
      'table=0,priority=0,actions=resubmit(,60)',
      'table=23,priority=0,actions=drop',
      'table=24,priority=0,actions=drop',
      'table=25,priority=2,actions=resubmit(,60)',
      'table=60,priority=3,actions=normal',
    ])
    expect(patches(base)).toEqual([])
  })

  it('snoops on the integration bridge alone, and floods groups to what lies beyond its cables', () => {
    const base = rendererOf({ ...POPULATED, ...PROVIDER, igmpSnooping: true }).base?.() ?? []
    const states = base.map(({ state }) => state)
    expect(states.filter((state) => 'igmpSnooping' in state)).toMatchObject([{ name: 'br-int', igmpSnooping: true }])
    const floods = states.filter(
      (state) =>
        (state as { port?: object }).port !== undefined &&
        'floodsGroups' in (state as unknown as { port: object }).port,
    )
    expect(floods).toMatchObject([{ name: 'patch-tun' }, { name: 'int-br-ex' }])
  })

  it('has the tunnel bridge with Neutron’s tables, and a cable to it', () => {
    const base = rendererOf(POPULATED).base?.() ?? []
    expect(patches(base)).toEqual(['br-int patch-tun ↔ patch-int', 'br-tun patch-int ↔ patch-tun'])
    expect(flows(base, 'br-tun')).toEqual([
      'table=0,priority=1,in_port=patch-int,actions=resubmit(,2)',
      'table=0,priority=0,actions=drop',
      'table=2,priority=1,dl_dst=ff:ff:ff:ff:ff:ff,arp,actions=resubmit(,21)',
      'table=21,priority=0,actions=resubmit(,22)',
      'table=2,priority=0,dl_dst=00:00:00:00:00:00/01:00:00:00:00:00,actions=resubmit(,20)',
      'table=2,priority=0,dl_dst=01:00:00:00:00:00/01:00:00:00:00:00,actions=resubmit(,22)',
      'table=4,priority=0,actions=drop',
      'table=3,priority=0,actions=drop',
      'table=6,priority=0,actions=drop',
      'table=10,priority=1,actions=learn(table=20,hard_timeout=300,priority=1,NXM_OF_VLAN_TCI[0..11],' +
        'NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],load:0->NXM_OF_VLAN_TCI[],load:NXM_NX_TUN_ID[]->NXM_NX_TUN_ID[],' +
        'output:NXM_OF_IN_PORT[]),output:patch-int',
      'table=20,priority=0,actions=resubmit(,22)',
      'table=22,priority=0,actions=drop',
    ])
  })

  it('leaves table 21 out where nobody answers', () => {
    for (const options of [TUNNELS, { ...TUNNELS, arpResponder: true }, { ...POPULATED, arpResponder: false }])
      expect(flows(rendererOf(options).base?.() ?? [], 'br-tun').filter((line) => line.includes('21'))).toEqual([])
  })

  it('drops at the cable to a provider bridge what no network claims, and switches the rest of that bridge', () => {
    const base = rendererOf(PROVIDER).base?.() ?? []
    expect(patches(base)).toEqual(['br-int int-br-ex ↔ phy-br-ex', 'br-ex phy-br-ex ↔ int-br-ex'])
    expect(flows(base, 'br-int')).toContain('table=0,priority=2,in_port=int-br-ex,actions=drop')
    expect(flows(base, 'br-ex')).toEqual([
      'table=0,priority=2,in_port=phy-br-ex,actions=drop',
      'table=0,priority=0,actions=normal',
    ])
  })

  it('never makes the operator’s bridge', () => {
    const names = (rendererOf(PROVIDER).base?.() ?? []).map(({ state }) => state)
    expect(names.filter(({ kind }) => kind === 'ovs-bridge')).toMatchObject([{ name: 'br-int' }])
  })

  it('keeps the names that the options give', () => {
    const base = rendererOf({
      ...TUNNELS,
      integrationBridge: 'br-a',
      tunnelBridge: 'br-b',
      intPeerPatchPort: 'to-b',
      tunPeerPatchPort: 'to-a',
      datapathType: 'netdev',
    }).base?.()
    expect(patches(base ?? [])).toEqual(['br-a to-b ↔ to-a', 'br-b to-a ↔ to-b'])
    expect(base?.map(({ state }) => state)).toContainEqual({
      kind: 'ovs-bridge',
      name: 'br-b',
      datapathType: 'netdev',
      failMode: 'secure',
    })
  })

  it('cuts port names that would be too long, and keeps them apart', () => {
    const bridgeMappings = { a: 'br-of-rack-one-a', b: 'br-of-rack-one-b' }
    const names = ports(rendererOf({ bridgeMappings }).base?.() ?? []).map(({ name }) => name)
    expect(new Set(names).size).toBe(4)
    expect(names.every((name) => name.length <= 15)).toBe(true)
  })
})

describe('a network', () => {
  it.each([
    ['gre', 3],
    ['vxlan', 4],
    ['geneve', 6],
  ])('of %s comes in by table %i, into the host’s own VLAN', (networkType, table) => {
    const rendered = rendererOf(POPULATED).network(network({ networkType }))
    expect(rendered.map(({ state }) => state)).toContainEqual(
      expect.objectContaining({ kind: 'local-vlan', segmentId: SEGMENT_ID }),
    )
    expect(flows(rendered, 'br-tun')).toEqual([
      `table=${String(table)},priority=1,tun_id=101,actions=mod_vlan_vid:${V},resubmit(,10)`,
    ])
  })

  it('goes without population to the list of all endpoints of its type', () => {
    expect(flows(rendererOf(TUNNELS).network(network({ networkType: 'gre' })), 'br-tun')).toContain(
      `table=22,priority=1,dl_vlan=${V},actions=set_field:101->tun_id,load:0x1003->NXM_OF_VLAN_TCI[0..12],resubmit(,27)`,
    )
  })

  it('of a VLAN changes its tag on the way, in both directions', () => {
    const rendered = rendererOf(PROVIDER).network(network(vlanNetwork))
    expect(flows(rendered, 'br-int')).toEqual([
      `table=0,priority=3,in_port=int-br-ex,dl_vlan=7,actions=mod_vlan_vid:${V},resubmit(,60)`,
    ])
    expect(flows(rendered, 'br-ex')).toEqual([
      `table=0,priority=4,in_port=phy-br-ex,dl_vlan=${V},actions=load:0x1007->NXM_OF_VLAN_TCI[0..12],normal`,
    ])
  })

  it('of a flat one leaves untagged, and takes in only what is untagged', () => {
    const rendered = rendererOf(PROVIDER).network(network(flatNetwork))
    expect(flows(rendered, 'br-int')).toEqual([
      `table=0,priority=3,in_port=int-br-ex,vlan_tci=0x0000/0x1fff,actions=mod_vlan_vid:${V},resubmit(,60)`,
    ])
    expect(flows(rendered, 'br-ex')).toEqual([
      `table=0,priority=4,in_port=phy-br-ex,dl_vlan=${V},actions=strip_vlan,normal`,
    ])
  })

  it('of this host alone has a VLAN and nothing else', () => {
    expect(rendererOf({}).network(network({ networkType: 'local' }))).toMatchObject([{ state: { kind: 'local-vlan' } }])
  })

  it.each([
    [
      'a tunnel type that does not end here',
      { networkType: 'geneve' },
      { ...TUNNELS, tunnelTypes: ['vxlan'] as const },
    ],
    ['a physical network without a bridge', vlanNetwork, {}],
    ['an unknown type', { networkType: 'carrier-pigeon' }, POPULATED],
  ])('of %s is nothing here', (_what, shape, options) => {
    expect(rendererOf(options).network(network(shape))).toEqual([])
    expect(rendererOf(options).attachment(port(), network(shape))).toEqual([])
  })

  it('has a VLAN for each of its segments', () => {
    const both = network({ networkType: 'vxlan' })
    const second = { ...network(vlanNetwork).segments[0]!, id: 'second' }
    const rendered = rendererOf({ ...POPULATED, ...PROVIDER }).network({
      ...both,
      segments: [...both.segments, second],
    })
    expect(rendered.filter(({ state }) => state.kind === 'local-vlan').map(({ state }) => state)).toMatchObject([
      { segmentId: SEGMENT_ID },
      { segmentId: 'second' },
    ])
  })

  it('never joins its segments: what comes in or out by one names the VLAN of that one only', () => {
    const { segments } = network(vlanNetwork)
    const second = { ...segments[0]!, id: 'second', physicalNetwork: 'physnet2' }
    const renderer = rendererOf({ bridgeMappings: { physnet1: 'br-ex', physnet2: 'br-ex2' } })
    const both = network(vlanNetwork, { segments: [...segments, second] })
    const rendered = renderer.network(both)
    const named = (bridge: string): readonly number[] => [
      flows(rendered, bridge).filter((line) => line.includes(V)).length,
      flows(rendered, bridge).filter((line) => line.includes('<VLAN of segment second>')).length,
    ]
    expect([named('br-ex'), named('br-ex2'), named('br-int')]).toEqual([
      [1, 0],
      [0, 1],
      [1, 1],
    ])
    expect(flows(rendered, 'br-int').filter((line) => line.includes(V) && line.includes('segment second'))).toEqual([])
    for (const segmentId of [SEGMENT_ID, 'second']) {
      expect(ports(renderer.attachment(port({ segmentId }), both))).toMatchObject([{ port: { vlan: { segmentId } } }])
    }
  })
})

it('plugs a port into the VLAN of its segment, with what Neutron remembers of it', () => {
  const rendered = rendererOf(PROVIDER).attachment(port({ adminStateUp: false }), network(vlanNetwork, { mtu: 1500 }))
  expect(ports(rendered)).toEqual([
    {
      kind: 'ovs-port',
      bridge: 'br-int',
      name: 'tap1f2d7b47-c4',
      port: {
        type: 'vif',
        portId: '1f2d7b47-c411-4858-b339-121cf26ec725',
        mac: 'fa:16:3e:fe:50:9b',
        up: false,
        mtu: 1500,
        vlan: { segmentId: SEGMENT_ID },
        memory: {
          networkId: network().id,
          segmentId: SEGMENT_ID,
          networkType: 'vlan',
          physicalNetwork: 'physnet1',
          segmentationId: 7,
        },
      },
    },
  ])
})

it('tells the controller what it can carry, as Neutron’s agent does', () => {
  expect(rendererOf({ ...POPULATED, ...PROVIDER, datapathType: 'netdev' }).configurations).toEqual({
    tunnelingIp: '192.0.2.1',
    tunnelTypes: ['vxlan', 'gre', 'geneve'],
    bridgeMappings: { physnet1: 'br-ex' },
    l2Population: true,
    arpResponderEnabled: true,
    integrationBridge: 'br-int',
    datapathType: 'netdev',
  })
  expect(rendererOf({}).configurations).not.toHaveProperty('tunnelingIp')
})
