import { expect, it } from 'vitest'
import { labHosts } from '../src/lab/state/lab-hosts.ts'
import { checkNetworkType, loadLabSwitches } from '../src/lab/mechanisms.ts'
import { checkVmName } from '../src/lab/state/names.ts'

it('names hosts and gives them VTEPs of the underlay', () => {
  expect(labHosts('lab', 2)).toEqual([
    { name: 'host1', netns: 'nl-lab-host1', vtep: '192.0.2.1', mechanism: 'linuxbridge', index: 1, agents: [] },
    { name: 'host2', netns: 'nl-lab-host2', vtep: '192.0.2.2', mechanism: 'linuxbridge', index: 2, agents: [] },
  ])
})

it.each([
  ['more than fit', 1e9, /--hosts 1000000000: a lab has 1 to 60/],
  ['none', 0, /--hosts 0/],
  ['a fraction', 1.5, /--hosts 1\.5/],
  ['a name twice', [{ name: 'a' }, { name: 'a' }], /host "a": named twice/],
  ['the name of the underlay', [{ name: 'underlay' }], /host "underlay": reserved/],
  ['a name like a VM', [{ name: 'vm-a' }], /host "vm-a": reserved/],
  ['a VTEP that is none', [{ name: 'a', vtep: '192.0.2' }], /vtep 192\.0\.2 is not an IP address/],
  [
    'a VTEP twice',
    [{ name: 'a', vtep: '192.0.2.2' }, { name: 'b' }],
    /host "b": vtep 192\.0\.2\.2 is that of host "a"/,
  ],
  [
    'a VTEP twice in other words',
    [
      { name: 'a', vtep: '2001:db8::1' },
      { name: 'b', vtep: '2001:DB8:0::1' },
    ],
    /is that of host "a"/,
  ],
  [
    'VTEPs on two wires',
    [
      { name: 'a', vtep: '198.51.100.1' },
      { name: 'b', vtep: '203.0.113.1' },
    ],
    /vtep 203\.0\.113\.1 is not on the wire of 198\.51\.100\.1\/24/,
  ],
  [
    'VTEPs of two families',
    [
      { name: 'a', vtep: '192.0.2.1' },
      { name: 'b', vtep: '2001:db8::1' },
    ],
    /not on the wire/,
  ],
])('refuses %s', (_, hosts, message) => {
  expect(() => labHosts('lab', hosts)).toThrow(message)
})

it('refuses VMs that would hide a host, the underlay or the controller', () => {
  for (const name of ['host1', 'underlay', 'controller']) {
    expect(() => checkVmName(name, [{ name: 'host1' }])).toThrow(`VM "${name}"`)
  }
  expect(checkVmName('vm1', [{ name: 'host1' }])).toBe('vm1')
})

it('has hosts take turns among mechanisms, except those that name theirs', () => {
  const hosts = labHosts(
    'lab',
    [{ name: 'a' }, { name: 'b' }, { name: 'c', mechanism: 'openvswitch' }, { name: 'd' }],
    ['linuxbridge', 'openvswitch'],
  )
  expect(hosts.map(({ mechanism }) => mechanism)).toEqual(['linuxbridge', 'openvswitch', 'openvswitch', 'openvswitch'])
})

it.each([
  [
    'a type that nobody knows',
    'stt',
    ['openvswitch'],
    /--network-type stt: not offered; write one of vxlan, vlan, flat, gre, geneve/,
  ],
  ['a type that no host of the lab can do', 'gre', ['linuxbridge'], /no host of this lab can do it.*openvswitch/],
])('refuses %s', async (_, type, mechanisms, message) => {
  await expect(checkNetworkType(type, await loadLabSwitches(mechanisms))).rejects.toThrow(message)
})

it('leaves a type that no switch has to a driver of the files that may bind it above the switch', async () => {
  const switches = await loadLabSwitches(['linuxbridge'])
  await expect(checkNetworkType('spb', switches, ['spb_over_vxlan', 'linuxbridge'])).resolves.toBeUndefined()
  await expect(checkNetworkType('spb', switches, ['linuxbridge', 'l2population'])).rejects.toThrow(
    /--network-type spb: not offered; .*name in \[ml2\] mechanism_drivers of a --config-file a driver that binds spb/,
  )
})

it('refuses a switch that no package brings', async () => {
  await expect(loadLabSwitches(['ofagent'])).rejects.toThrow(
    /--mechanism ofagent: no such switch; found: linuxbridge, op/,
  )
})
