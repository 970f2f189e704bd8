import type { Rendered, SwitchRenderer } from '@netloom/core'
import type { NetworkItem } from '@netloom/core/wire'
import { describe, expect, it } from 'vitest'
import { openvswitchRenderer, type OpenvswitchRendererOptions } from '../src/agent/index.ts'
import { POPULATED, TUNNELS, V, flows, keys, ports } from './rendered-text.ts'
import { member, network, population, port, type Shape } from './view.ts'

const rendererOf = (options: OpenvswitchRendererOptions): SwitchRenderer => openvswitchRenderer(options)

describe('with population', () => {
  const renderer = rendererOf(POPULATED)

  it('another host gets a tunnel, and the flood of the network', () => {
    const rendered = renderer.member(member(), network())
    expect(ports(rendered)).toEqual([
      {
        kind: 'ovs-port',
        bridge: 'br-tun',
        name: 'vxlan-c0000202',
        port: {
          type: 'vxlan',
          localIp: '192.0.2.1',
          remoteIp: '192.0.2.2',
          dstPort: 4789,
          dontFragment: true,
          checksum: false,
        },
      },
    ])
    expect(flows(rendered, 'br-tun')).toEqual([
      'table=0,priority=1,in_port=vxlan-c0000202,actions=resubmit(,4)',
      `table=22,priority=1,dl_vlan=${V},actions=strip_vlan,set_field:101->tun_id,output:vxlan-c0000202`,
    ])
  })

  it('a port elsewhere has its frames sent there alone, and its IPv4 addresses answered here', () => {
    const entry = population({ ipAddresses: ['10.100.0.12', 'fd00::12', '10.200.0.12'] })
    const [, unicast, ...answers] = flows(renderer.population(entry, network()), 'br-tun')
    const there = 'strip_vlan,set_field:101->tun_id,output:vxlan-c0000202'
    expect(unicast).toBe(`table=20,priority=2,dl_dst=fa:16:3e:d0:2c:0b,dl_vlan=${V},actions=${there}`)
    const asking = (ip: string): string => `table=21,priority=1,arp,dl_vlan=${V},arp_op=1,arp_tpa=${ip}`
    expect(answers.map((line) => line.split(',actions=')[0])).toEqual([asking('10.100.0.12'), asking('10.200.0.12')])
    expect(answers[0]).toContain(
      'actions=move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[],set_field:fa:16:3e:d0:2c:0b->eth_src,set_field:2->arp_op,' +
        'move:NXM_NX_ARP_SHA[]->NXM_NX_ARP_THA[],move:NXM_OF_ARP_SPA[]->NXM_OF_ARP_TPA[],' +
        'set_field:fa:16:3e:d0:2c:0b->arp_sha,set_field:10.100.0.12->arp_spa,in_port',
    )
  })

  it('is silent about addresses where the responder is off', () => {
    const rendered = rendererOf({ ...POPULATED, arpResponder: false }).population(population(), network())
    expect(flows(rendered, 'br-tun').filter((line) => line.startsWith('table=21'))).toEqual([])
    expect(flows(rendered, 'br-tun').filter((line) => line.startsWith('table=20'))).toHaveLength(1)
  })

  it('answers for nobody once an address of the network may move, and forwards as before', () => {
    const item = { ...network(), addressesFixed: false }
    const rendered = flows(renderer.population(population(), item), 'br-tun')
    expect(rendered.filter((line) => line.startsWith('table=21'))).toEqual([])
    expect(rendered.filter((line) => line.startsWith('table=20'))).toHaveLength(1)
  })

  it('has a port here announce its addresses to everybody, wherever they are believed to be', () => {
    const fixedIps = ['10.100.0.11', 'fd00::11'].map((ipAddress) => ({ subnetId: 'subnet', ipAddress }))
    const announced = (item: NetworkItem, options: OpenvswitchRendererOptions = POPULATED): readonly string[] =>
      flows(rendererOf(options).attachment(port({ fixedIps }), item), 'br-tun')
    const own = `arp,dl_vlan=${V},arp_op=1,arp_spa=10.100.0.11,arp_tpa=10.100.0.11`
    expect(announced(network())).toEqual([`table=21,priority=2,${own},actions=resubmit(,22)`])
    expect(announced({ ...network(), addressesFixed: false })).toEqual([])
    expect(announced(network(), { ...POPULATED, arpResponder: false })).toEqual([])
  })

  it('asks for one and the same tunnel, whichever network or port needs it', () => {
    const second: Shape = { networkType: 'vxlan', id: 'second', segmentationId: 102 }
    const tunnelOf = (rendered: readonly Rendered[]): unknown =>
      rendered.filter(
        ({ state }) =>
          state.kind === 'ovs-port' ||
          flows([{ state, rule: '' }], 'br-tun')
            .join()
            .startsWith('table=0'),
      )
    const one = tunnelOf(renderer.member(member(), network()))
    expect(one).toHaveLength(2)
    expect(tunnelOf(renderer.population(population(), network()))).toEqual(one)
    expect(tunnelOf(renderer.member(member({ segmentationId: 102 }), network(second)))).toEqual(one)
  })

  it('gives every network that floods through a tunnel a flow of its own', () => {
    const second: Shape = { networkType: 'vxlan', id: 'second', segmentationId: 102 }
    const [first, other] = [
      keys(renderer.member(member(), network())),
      keys(renderer.member(member({ segmentationId: 102 }), network(second))),
    ]
    expect(first.filter((key) => other.includes(key))).toEqual(first.slice(0, 2))
  })

  it.each([
    ['its own endpoint', { vtep: '192.0.2.1' }],
    ['an endpoint of another IP version', { vtep: '2001:db8::2' }],
    ['another segmentation id', { segmentationId: 999 }],
    ['a type that the network has not', { networkType: 'gre' }],
    ['a type that does not end here', { networkType: 'stt' }],
  ])('renders nothing for %s', (_what, change) => {
    expect(renderer.member(member(change), network())).toEqual([])
    expect(renderer.population(population(change), network())).toEqual([])
  })

  it('leaves the mesh alone', () => {
    expect(renderer.meshTypes).toEqual([])
    expect(renderer.endpoint?.({ host: 'host2', vtep: '192.0.2.2', networkType: 'vxlan' })).toEqual([])
  })
})

describe('tunnels', () => {
  const nameOf = (options: OpenvswitchRendererOptions, vtep: string, networkType = 'vxlan'): readonly string[] =>
    ports(rendererOf({ ...POPULATED, ...options }).member(member({ vtep, networkType }), network({ networkType }))).map(
      ({ name }) => name,
    )

  it('are named by type and address in hexadecimal', () => {
    expect(nameOf({}, '10.255.0.1', 'gre')).toEqual(['gre-0aff0001'])
    expect(nameOf({}, '10.255.0.1', 'geneve')).toEqual(['geneve-0aff0001'])
  })

  it('have one name for one IPv6 address, however it is spelled, and short enough', () => {
    const localIp = '2001:db8::1'
    const [name] = nameOf({ localIp }, '2001:db8::2')
    expect(name).toMatch(/^vxlan-[0-9a-f]{9}$/)
    expect(nameOf({ localIp }, '2001:0DB8:0:0::2')).toEqual([name])
    expect(nameOf({ localIp }, '2001:db8::3')).not.toEqual([name])
    expect(nameOf({ localIp: '2001:0DB8::1' }, '2001:db8:0::1')).toEqual([])
  })

  it('take their outer header from the options', () => {
    const options = { vxlanUdpPort: 8472, dontFragment: false, tunnelCsum: true, tos: 184 } as const
    const [vxlan] = ports(rendererOf({ ...POPULATED, ...options }).member(member(), network()))
    expect(vxlan?.port).toMatchObject({ dstPort: 8472, dontFragment: false, checksum: true, tos: 184 })
    const gre = { networkType: 'gre' }
    const [other] = ports(rendererOf({ ...POPULATED, ...options }).member(member(gre), network(gre)))
    expect(other?.port).not.toHaveProperty('dstPort')
  })
})

describe('without population', () => {
  const renderer = rendererOf(TUNNELS)

  it('every endpoint of the cloud has a tunnel, and a place in the flood of its type', () => {
    expect(renderer.meshTypes).toEqual(['vxlan', 'gre', 'geneve'])
    const rendered = renderer.endpoint?.({ host: 'host2', vtep: '192.0.2.2', networkType: 'gre' }) ?? []
    expect(ports(rendered).map(({ name }) => name)).toEqual(['gre-c0000202'])
    expect(flows(rendered, 'br-tun')).toEqual([
      'table=0,priority=1,in_port=gre-c0000202,actions=resubmit(,3)',
      'table=27,priority=1,dl_vlan=3,actions=strip_vlan,output:gre-c0000202',
    ])
  })

  it('renders nothing for its own endpoint, and nothing for what the controller would populate', () => {
    expect(renderer.endpoint?.({ host: 'host1', vtep: '192.0.2.1', networkType: 'vxlan' })).toEqual([])
    expect(renderer.member(member(), network())).toEqual([])
    expect(renderer.population(population(), network())).toEqual([])
  })
})
