import { type Agent, type BindingContext, type Logger, type Segment, silentLogger } from '@netloom/core'
import { sampleAgent, sampleBindingContext, sampleNetwork, sampleSegment } from '@netloom/testing/conformance'
import { describe, expect, it } from 'vitest'
import { LINUX_BRIDGE_AGENT, LinuxBridgeDriver, driverPackage } from '../src/index.ts'
import { linuxBridgeRenderer } from '../src/agent/index.ts'
import { readLinuxBridgeOptions } from '../src/linux-bridge-options.ts'
import { port as aPort } from './view.ts'

const VXLAN = sampleSegment({ networkType: 'vxlan', segmentationId: 100 }, 0)
const VLAN = sampleSegment({ networkType: 'vlan', physicalNetwork: 'physnet1', segmentationId: 5 }, 1)
const FLAT = sampleSegment({ networkType: 'flat', physicalNetwork: 'physnet2' }, 2)
const LOCAL = sampleSegment({ networkType: 'local' }, 3)
const GRE = sampleSegment({ networkType: 'gre', segmentationId: 100 }, 4)

const agent = (change: Partial<Agent> = {}, configurations: Agent['configurations'] = {}): Agent => ({
  ...sampleAgent(LINUX_BRIDGE_AGENT, 'host1', configurations),
  ...change,
})

const context = (segments: readonly Segment[], agents: readonly Agent[]): BindingContext =>
  sampleBindingContext(sampleNetwork(segments), { host: 'host1', status: 'DOWN', agents })

describe('binding', () => {
  const driver = new LinuxBridgeDriver({ portFilter: false }, silentLogger)

  it.each([
    ['a tunnel type it has', [VXLAN], { tunnelTypes: ['vxlan'] }, VXLAN],
    ['no tunnel type it lacks', [GRE], { tunnelTypes: ['vxlan'] }, undefined],
    ['a VLAN of an interface mapping', [VLAN], { interfaceMappings: { physnet1: 'eth1' } }, VLAN],
    ['no VLAN of a bridge mapping', [VLAN], { bridgeMappings: { physnet1: 'br1' } }, undefined],
    [
      'a VLAN where both are mapped',
      [VLAN],
      { bridgeMappings: { physnet1: 'br1' }, interfaceMappings: { physnet1: 'eth1' } },
      VLAN,
    ],
    ['what comes after a VLAN of a bridge mapping', [VLAN, LOCAL], { bridgeMappings: { physnet1: 'br1' } }, LOCAL],
    ['a flat network of a bridge mapping', [FLAT], { bridgeMappings: { physnet2: 'br2' } }, FLAT],
    ['no physical network it lacks', [FLAT, VLAN], { bridgeMappings: { physnet9: 'br9' } }, undefined],
    ['a local network', [LOCAL], {}, LOCAL],
    ['the first segment that fits', [GRE, VLAN, VXLAN], { tunnelTypes: ['vxlan'] }, VXLAN],
  ])('takes %s', (_what, segments, configurations, expected) => {
    const decision = driver.bindPort(context(segments, [agent({}, configurations)]))
    expect(decision?.segmentId).toBe(expected?.id)
  })

  it('says vif type bridge, plain layer 2, no filter here', () => {
    expect(driver.bindPort(context([LOCAL], [agent()]))).toEqual({
      type: 'bound',
      segmentId: LOCAL.id,
      vifType: 'bridge',
      vifDetails: { connectivity: 'l2', port_filter: false },
    })
    expect(driver.connectivity).toBe('l2')
  })

  it('tells why it did not bind', () => {
    const reasons: string[] = []
    const logger: Logger = { ...silentLogger, debug: (_fields, message) => reasons.push(message) }
    const telling = new LinuxBridgeDriver({ portFilter: false }, logger)
    telling.bindPort(context([LOCAL], []))
    telling.bindPort(context([LOCAL], [agent({ alive: false })]))
    telling.bindPort(context([GRE], [agent()]))
    const refused: string[] = []
    const mapped = context([VLAN], [agent({}, { bridgeMappings: { physnet1: 'br1' } })])
    telling.bindPort({ ...mapped, refuse: (reason) => refused.push(reason) })
    expect(refused).toEqual([
      "Linux bridge agent on host 'host1' carries none of vlan on physnet1: physical network physnet1 has a bridge only, " +
        'and VLANs need an interface: set [linux_bridge] physical_interface_mappings',
    ])
    expect(reasons.pop()).toBe(refused[0])
    expect(reasons).toEqual([
      "no Linux bridge agent on host 'host1'",
      expect.stringContaining('is dead'),
      expect.stringContaining('carries none of gre'),
    ])
  })

  it.each([
    ['warns that a proxy swallows what is asked for allowed address pairs', { arpResponderMode: 'proxy' }, 1],
    ['has nothing to say where that goes past it', { arpResponderMode: 'proxy', arpResponderBypass: true }, 0],
    ['has nothing to say where the bridge answers', { arpResponderMode: 'suppress' }, 0],
  ])('%s', (_what, configurations, expected) => {
    const warnings: string[] = []
    const logger: Logger = { ...silentLogger, warn: (_fields, message) => warnings.push(message) }
    const bound = context([LOCAL], [agent({}, configurations)])
    const pair = { ipAddress: '10.0.0.99', macAddress: 'fa:16:3e:00:00:99' }
    const current = { ...bound.current, allowedAddressPairs: [pair] }
    new LinuxBridgeDriver({ portFilter: false }, logger).bindPort({ ...bound, current })
    expect(warnings).toHaveLength(expected)
  })

  it.each([
    ['bridge mappings', { bridgeMappings: { physnet1: 'br1', physnet2: 'br2' } }],
    ['interface mappings', { physicalInterfaceMappings: { physnet1: 'eth1', physnet2: 'eth2' } }],
    ['no mappings', {}],
    ['no 802.1Q', { vlan: false, physicalInterfaceMappings: { physnet1: 'eth1' } }],
    ['both', { bridgeMappings: { physnet1: 'br1' }, physicalInterfaceMappings: { physnet1: 'eth1' } }],
  ])('binds exactly what the host renders (%s)', (_what, options) => {
    const renderer = linuxBridgeRenderer(options)
    for (const segment of [VLAN, FLAT, LOCAL, GRE]) {
      const bound = driver.bindPort(context([segment], [agent({}, renderer.configurations)])) !== undefined
      const network = { id: 'n1', adminStateUp: true, mtu: 1500, segments: [segment] }
      const port = aPort({ segmentId: segment.id })
      expect([segment.networkType, renderer.attachment(port, network).length > 0]).toEqual([segment.networkType, bound])
    }
  })

  it('reads its file, and refuses one that makes no sense', () => {
    const file = new Map([['securitygroup', new Map([['enable_security_group', ['perhaps']]])]])
    expect(() => driverPackage.fromIni(file)).toThrow('[securitygroup] enable_security_group = perhaps')
    expect(driverPackage.fromIni(new Map())).toMatchObject({ kind: 'mechanism', name: 'linuxbridge' })
  })

  it.each([
    [[], true],
    [['true'], true],
    [['False'], false],
  ])('tells hypervisors what enable_security_group = %j says of filtering', (values, portFilter) => {
    const file = new Map([['securitygroup', new Map([['enable_security_group', values]])]])
    expect(readLinuxBridgeOptions(values.length === 0 ? new Map() : file)).toEqual({ portFilter })
  })
})
