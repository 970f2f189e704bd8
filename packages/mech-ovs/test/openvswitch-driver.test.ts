import { type Agent, type BindingContext, type Logger, type Segment, silentLogger } from '@netloom/core'
import { sampleAgent, sampleBindingContext, sampleNetwork, sampleSegment } from '@netloom/testing/conformance'
import { describe, expect, it } from 'vitest'
import { OPENVSWITCH_AGENT, OpenvswitchDriver, driverPackage } from '../src/index.ts'
import { readDriverOptions } from '../src/openvswitch-options.ts'

const VXLAN = sampleSegment({ networkType: 'vxlan', segmentationId: 100 }, 0)
const VLAN = sampleSegment({ networkType: 'vlan', physicalNetwork: 'physnet1', segmentationId: 5 }, 1)
const FLAT = sampleSegment({ networkType: 'flat', physicalNetwork: 'physnet2' }, 2)
const LOCAL = sampleSegment({ networkType: 'local' }, 3)
const GRE = sampleSegment({ networkType: 'gre', segmentationId: 100 }, 4)

const agent = (configurations: Agent['configurations'] = {}, change: Partial<Agent> = {}): Agent => ({
  ...sampleAgent(OPENVSWITCH_AGENT, 'host1', configurations),
  ...change,
})

const context = (segments: readonly Segment[], agents: readonly Agent[]): BindingContext =>
  sampleBindingContext(sampleNetwork(segments), { host: 'host1', status: 'DOWN', agents })

describe('binding', () => {
  const driver = new OpenvswitchDriver({ portFilter: false, prohibitedVnicTypes: [] }, silentLogger)

  it.each([
    ['a tunnel type it has', [GRE], { tunnelTypes: ['vxlan', 'gre'] }, GRE],
    ['no tunnel type it lacks', [GRE], { tunnelTypes: ['vxlan'] }, undefined],
    ['a VLAN of a bridge mapping', [VLAN], { bridgeMappings: { physnet1: 'br-ex' } }, VLAN],
    ['no physical network it lacks', [FLAT, VLAN], { bridgeMappings: { physnet9: 'br9' } }, undefined],
    ['a local network', [LOCAL], {}, LOCAL],
    ['the first segment that fits', [GRE, VLAN, VXLAN], { tunnelTypes: ['vxlan'] }, VXLAN],
  ])('takes %s', (_what, segments, configurations, expected) => {
    expect(driver.bindPort(context(segments, [agent(configurations)]))?.segmentId).toBe(expected?.id)
  })

  it('says vif type ovs, and what a hypervisor needs to plug the port', () => {
    expect(driver.bindPort(context([LOCAL], [agent()]))).toEqual({
      type: 'bound',
      segmentId: LOCAL.id,
      vifType: 'ovs',
      vifDetails: {
        connectivity: 'l2',
        port_filter: false,
        ovs_hybrid_plug: false,
        bridge_name: 'br-int',
        datapath_type: 'system',
      },
    })
  })

  it('names the bridge and the datapath that the host’s agent has told of', () => {
    const configurations = { integrationBridge: 'br-a', datapathType: 'netdev' }
    expect(driver.bindPort(context([LOCAL], [agent(configurations)]))).toMatchObject({
      vifDetails: { bridge_name: 'br-a', datapath_type: 'netdev' },
    })
  })

  it('tells why it did not bind', () => {
    const reasons: string[] = []
    const logger: Logger = { ...silentLogger, debug: (_fields, message) => reasons.push(message) }
    const telling = new OpenvswitchDriver({ portFilter: false, prohibitedVnicTypes: [] }, logger)
    telling.bindPort(context([LOCAL], []))
    telling.bindPort(context([LOCAL], [agent({}, { alive: false })]))
    telling.bindPort(context([GRE], [agent()]))
    expect(reasons).toEqual([
      "no Open vSwitch agent on host 'host1'",
      expect.stringContaining('is dead'),
      expect.stringContaining('carries none of gre'),
    ])
  })

  it('reads its file, and refuses one that makes no sense', () => {
    const file = new Map([['securitygroup', new Map([['enable_security_group', ['perhaps']]])]])
    expect(() => driverPackage.fromIni(file)).toThrow('[securitygroup] enable_security_group = perhaps')
    expect(driverPackage.fromIni(new Map())).toMatchObject({ kind: 'mechanism', name: 'openvswitch' })
  })

  it.each([
    [[], true],
    [['true'], true],
    [['False'], false],
  ])('tells hypervisors what enable_security_group = %j says of filtering', (values, portFilter) => {
    const file = new Map([['securitygroup', new Map([['enable_security_group', values]])]])
    expect(readDriverOptions(values.length === 0 ? new Map() : file)).toMatchObject({ portFilter })
  })
})

describe('vnic_type_prohibit_list', () => {
  const section = (options: Record<string, string>) =>
    new Map([['ovs_driver', new Map(Object.entries(options).map(([name, value]) => [name, [value]]))]])

  it('takes vnic types away from those that the driver binds', () => {
    const driver = new OpenvswitchDriver({ portFilter: false, prohibitedVnicTypes: ['direct'] }, silentLogger)
    expect(driver.supportedVnicTypes).toEqual(['normal'])
    expect(() => driverPackage.fromIni(section({ vnic_type_prohibit_list: 'direct, macvtap' }))).not.toThrow()
  })

  it.each(['vnic_type_prohibit_list', 'vnic_type_blacklist'])('%s that leaves nothing is refused', (option) => {
    expect(() => driverPackage.fromIni(section({ [option]: 'normal' }))).toThrow(
      expect.objectContaining({
        problems: [expect.objectContaining({ where: `[ovs_driver] ${option}`, value: 'normal' })],
      }) as Error,
    )
  })
})
