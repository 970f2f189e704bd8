import { decodeTunnel, startCapture } from '@netloom/testing/lab'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { labBoot, labDown, labExec, labUp, withController, type BootedVm, type LabState } from '../src/lab/index.ts'
import { underlayNetns } from '../src/lab/state/names.ts'
import { eventually } from './matrix/eventually.ts'
import { newLabName, reapDeadLabs, useTestState } from './support/lab-names.ts'

useTestState()
const VTEPS = ['fd00:66::1', 'fd00:66::2'] as const
const BRIDGES = ['linuxbridge', 'linuxbridge'] as const
const SWITCHES = ['openvswitch', 'openvswitch'] as const
const MIXED = ['linuxbridge', 'openvswitch'] as const

// 1500 on the wire: 40 for the outer IPv6 header, 14 for the inner Ethernet header, and 8 UDP + 8 VXLAN or Geneve (RFC 7348, RFC
// 8926), or 4 GRE + 4 key (RFC 2890). Neutron leaves room for 30 octets after the IP header of VXLAN and Geneve, and for 22 of GRE.
describe.each([
  ['vxlan', 'Linux bridges', BRIDGES, 1430],
  ['vxlan', 'Open vSwitch', SWITCHES, 1430],
  ['vxlan', 'one host of each', MIXED, 1430],
  ['gre', 'Open vSwitch', SWITCHES, 1438],
  ['geneve', 'Open vSwitch', SWITCHES, 1430],
] as const)('%s over IPv6, %s', (type, _, mechanisms, mtu) => {
  const lab = newLabName()
  let state: LabState
  let far: BootedVm

  beforeAll(async () => {
    await reapDeadLabs()
    const hosts = VTEPS.map((vtep, index) => ({
      name: `h${String(index)}`,
      vtep,
      mechanism: mechanisms[index] ?? 'linuxbridge',
    }))
    state = await labUp({ name: lab, hosts, networkType: type })
    await withController(state, async (client) => {
      const { id } = await client.networks.create({ name: 'blue' })
      await client.subnets.create({ network_id: id, ip_version: 4, cidr: '10.0.0.0/24' })
      await client.subnets.create({ network_id: id, ip_version: 6, cidr: '2001:db8::/64' })
    })
    await labBoot({ lab, name: 'near', network: 'blue', host: 'h0' })
    far = await labBoot({ lab, name: 'far', network: 'blue', host: 'h1' })
  })
  afterAll(() => labDown(lab))

  const reaches = async (address: string): Promise<boolean> =>
    (await labExec('near', ['ping', '-c', '1', '-W', '1', address], lab)).exitCode === 0

  it('carries IPv4 and IPv6, with packets as long as the network allows', async () => {
    expect(far.mtu).toBe(mtu)
    expect(far.addresses).toHaveLength(2)
    // A switch asks for the MAC of another VTEP when it first needs it, and drops what made it ask.
    for (const address of far.addresses)
      await eventually(() => expect(reaches(address.split('/')[0] ?? '')).resolves.toBe(true))
    const capture = await startCapture(underlayNetns(lab), 'udp or ip6 proto 47')
    for (const address of far.addresses) {
      const target = address.split('/')[0] ?? ''
      const largest = String(far.mtu - (target.includes(':') ? 48 : 28))
      const ping = ['ping', '-c', '2', '-i', '0.1', '-W', '2', '-M', 'do', '-s', largest, target]
      expect((await labExec('near', ping, lab)).stdout).toContain('2 received')
    }
    await capture.until(({ payload }) => decodeTunnel(payload) !== undefined)
    const outer = (await capture.stop()).flatMap(({ payload }) => decodeTunnel(payload) ?? [])
    expect(new Set(outer.map((frame) => frame.type))).toEqual(new Set([type]))
    expect(new Set(outer.map(({ sourceVtep }) => sourceVtep))).toEqual(new Set(VTEPS))
  })
})
