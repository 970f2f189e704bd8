import { ConfigurationError, type ConfigurationProblem, type IniSections } from '@netloom/core'
import { describe, expect, it } from 'vitest'
import { openvswitchRenderer, readOpenvswitchOptions } from '../src/agent/index.ts'

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

describe('the file of an Open vSwitch agent', () => {
  it('says everything that Neutron’s does', () => {
    const read = readOpenvswitchOptions(
      ini({
        ovs: {
          integration_bridge: 'br-a',
          tunnel_bridge: 'br-b',
          int_peer_patch_port: 'to-b',
          tun_peer_patch_port: 'to-a',
          local_ip: '192.0.2.1',
          bridge_mappings: 'physnet1:br-ex, physnet2:br-two',
          datapath_type: 'netdev',
          igmp_snooping_enable: 'True',
          ovsdb_connection: 'tcp:127.0.0.1:6640',
        },
        agent: {
          tunnel_types: 'vxlan, gre,geneve',
          vxlan_udp_port: '8472',
          l2_population: 'True',
          arp_responder: 'True',
          dont_fragment: 'False',
          tunnel_csum: 'True',
          dscp: '46',
        },
      }),
    )
    expect(read).toEqual({
      warnings: [],
      ovsdb: 'tcp:127.0.0.1:6640',
      renderer: {
        integrationBridge: 'br-a',
        tunnelBridge: 'br-b',
        intPeerPatchPort: 'to-b',
        tunPeerPatchPort: 'to-a',
        localIp: '192.0.2.1',
        bridgeMappings: { physnet1: 'br-ex', physnet2: 'br-two' },
        datapathType: 'netdev',
        igmpSnooping: true,
        tunnelTypes: ['vxlan', 'gre', 'geneve'],
        vxlanUdpPort: 8472,
        l2Population: true,
        arpResponder: true,
        dontFragment: false,
        tunnelCsum: true,
        tos: 184,
      },
    })
  })

  it('may say nothing at all', () => {
    expect(readOpenvswitchOptions(new Map())).toEqual({
      ovsdb: 'unix:/var/run/openvswitch/db.sock',
      renderer: {},
      warnings: [],
    })
  })

  it('means "inherit" by dscp_inherit', () => {
    expect(readOpenvswitchOptions(ini({ agent: { dscp_inherit: 'true', dscp: '46' } })).renderer.tos).toBe('inherit')
  })

  it('is judged at once, each problem with section, option, value and remedy', () => {
    const found = problemsOf(() =>
      readOpenvswitchOptions(
        ini({
          ovs: {
            local_ip: 'eth0',
            bridge_mappings: 'physnet1:br-ex,physnet2:br-ex,physnet3:br-int',
            datapath_type: 'fast',
            tunnel_bridge: 'br-int',
            ovsdb_connection: '127.0.0.1',
          },
          agent: { tunnel_types: 'vxlan,stt', vxlan_udp_port: '70000', l2_population: 'perhaps', dscp: '64' },
        }),
      ),
    )
    expect(found.map(({ where, value }) => `${where} = ${value ?? ''}`).sort()).toEqual([
      '[agent] dscp = 64',
      '[agent] l2_population = perhaps',
      '[agent] tunnel_types = stt',
      '[agent] vxlan_udp_port = 70000',
      '[ovs] bridge_mappings = br-ex',
      '[ovs] bridge_mappings = br-int',
      '[ovs] datapath_type = fast',
      '[ovs] local_ip = eth0',
      '[ovs] ovsdb_connection = 127.0.0.1',
      '[ovs] tunnel_bridge = br-int',
    ])
    expect(found.every(({ problem, remedy }) => problem !== '' && remedy !== '')).toBe(true)
  })

  it('without local_ip means no tunnels, with a warning: the packaged file names tunnel types alone', () => {
    const { renderer, warnings } = readOpenvswitchOptions(ini({ agent: { tunnel_types: 'gre' } }))
    expect(renderer.tunnelTypes).toBeUndefined()
    expect(warnings).toMatchObject([
      { where: '[ovs] local_ip', problem: expect.stringContaining('is missing') as string },
    ])
  })
})

it('are judged when the renderer is made, all at once', () => {
  const found = problemsOf(() =>
    openvswitchRenderer({
      localIp: 'here',
      tunnelTypes: ['stt' as 'gre'],
      vxlanUdpPort: 0,
      tos: 300,
      tunnelBridge: 'br-int',
      bridgeMappings: { a: 'br-ex', b: 'br-ex' },
    }),
  )
  expect(found.map(({ where }) => where.replace('openvswitchRenderer.', '')).sort()).toEqual([
    'bridgeMappings',
    'localIp',
    'tos',
    'tunnelBridge',
    'tunnelTypes',
    'vxlanUdpPort',
  ])
})
