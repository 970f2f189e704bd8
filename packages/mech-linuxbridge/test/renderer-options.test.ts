import { ConfigurationError, type ConfigurationProblem, type IniSections } from '@netloom/core'
import { describe, expect, it } from 'vitest'
import { linuxBridgeRenderer, readRendererOptions } from '../src/agent/index.ts'

function ini(sections: Readonly<Record<string, Readonly<Record<string, string>>>>): IniSections {
  return new Map(
    Object.entries(sections).map(([name, options]) => [
      name,
      new Map(Object.entries(options).map(([option, value]) => [option, [value]])),
    ]),
  )
}

function problemsOf(work: () => unknown): readonly ConfigurationProblem[] {
  try {
    work()
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
  return []
}

describe('the file of a Linux bridge agent', () => {
  it('says everything that Neutron’s does', () => {
    const options = readRendererOptions(
      ini({
        vxlan: {
          enable_vxlan: 'True',
          local_ip: '166.66.16.10',
          l2_population: 'True',
          vxlan_group: '239.1.0.0/16',
          multicast_ranges: '239.2.2.2:100:199,239.3.3.3:200:200',
          ttl: '16',
          udp_dstport: '4789',
          udp_srcport_min: '40000',
          udp_srcport_max: '50000',
        },
        linux_bridge: { physical_interface_mappings: 'physnet1:eth1', bridge_mappings: 'physnet2:br2' },
        agent: { dscp: '46' },
      }),
    )
    expect(options).toEqual({
      enableVxlan: true,
      localIp: '166.66.16.10',
      l2Population: true,
      arpResponder: 'auto',
      vxlanGroup: '239.1.0.0/16',
      multicastRanges: [
        { group: '239.2.2.2', first: 100, last: 199 },
        { group: '239.3.3.3', first: 200, last: 200 },
      ],
      ttl: 16,
      tos: 184,
      udpDstPort: 4789,
      udpSrcPorts: [40_000, 50_000],
      physicalInterfaceMappings: { physnet1: 'eth1' },
      bridgeMappings: { physnet2: 'br2' },
    })
  })

  it.each([
    [{}, 'auto'],
    [{ arp_responder: 'True' }, 'proxy'],
    [{ arp_responder: 'False' }, 'off'],
    [{ arp_responder_mode: 'suppress' }, 'suppress'],
    [{ arp_responder: 'True', arp_responder_mode: 'off' }, 'off'],
  ])('with l2_population and %j answers by %s', (options, arpResponder) => {
    expect(readRendererOptions(ini({ vxlan: { l2_population: 'True', ...options } })).arpResponder).toBe(arpResponder)
  })

  it('means "no group" by an empty vxlan_group, "inherit" by dscp_inherit', () => {
    expect(readRendererOptions(ini({ vxlan: { vxlan_group: '' } })).vxlanGroup).toBeNull()
    expect(readRendererOptions(ini({ vxlan: {} }))).not.toHaveProperty('vxlanGroup')
    expect(readRendererOptions(ini({ agent: { dscp_inherit: 'true' } })).tos).toBe('inherit')
  })

  it('is judged at once, each problem with section, option, value and remedy', () => {
    const found = problemsOf(() =>
      readRendererOptions(
        ini({
          vxlan: {
            local_ip: 'eth0',
            ttl: '300',
            vxlan_group: '10.0.0.1',
            multicast_ranges: '239.1.1.1:9:3,nonsense',
            udp_srcport_min: '5',
            arp_responder_mode: 'maybe',
          },
          linux_bridge: { bridge_mappings: 'physnet1' },
        }),
      ),
    )
    expect(found.map(({ where, value }) => `${where} = ${value ?? ''}`).sort()).toEqual([
      '[linux_bridge] bridge_mappings = physnet1',
      '[vxlan] arp_responder_mode = maybe',
      '[vxlan] local_ip = eth0',
      '[vxlan] multicast_ranges = nonsense',
      '[vxlan] multicast_ranges[0] = 9:3',
      '[vxlan] ttl = 300',
      '[vxlan] udp_srcport_min = 5:0',
      '[vxlan] vxlan_group = 10.0.0.1',
    ])
    expect(found.every(({ problem, remedy }) => problem !== '' && remedy !== '')).toBe(true)
  })
})

describe('typed options', () => {
  it('are judged when the renderer is made, all at once', () => {
    const found = problemsOf(() =>
      linuxBridgeRenderer({
        localIp: 'here',
        ttl: 0,
        tos: 300,
        udpDstPort: 70_000,
        udpSrcPorts: [9, 3],
        vxlanGroup: '224.0.0.0/2',
        arpResponder: 'loud' as 'off',
      }),
    )
    expect(found.map(({ where }) => where.replace('linuxBridgeRenderer.', '')).sort()).toEqual([
      'arpResponder',
      'localIp',
      'tos',
      'ttl',
      'udpDstPort',
      'udpSrcPorts',
      'underlay',
      'vxlanGroup',
    ])
  })

  it('want a group of the VTEP’s IP version where broadcast goes to a group', () => {
    const ipv6 = { localIp: '2001:db8::1', underlay: 'eth0' }
    expect(problemsOf(() => linuxBridgeRenderer(ipv6))).toMatchObject([{ problem: 'does not fit local_ip' }])
    expect(problemsOf(() => linuxBridgeRenderer({ ...ipv6, l2Population: true }))).toEqual([])
    expect(problemsOf(() => linuxBridgeRenderer({ ...ipv6, vxlanGroup: 'ff05::1' }))).toEqual([])
  })
})
