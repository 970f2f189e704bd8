import { readIniFiles } from '@netloom/core/kit'
import { expect, it } from 'vitest'
import { chooseSwitch } from '../src/compose/choose-switch.ts'
import { findHostPackages } from '../src/compose/host-packages.ts'

const found = await findHostPackages([])

const choose = (text: string, wanted?: string): string =>
  chooseSwitch(readIniFiles([{ path: 'a.ini', text }]), wanted, found).name

it.each([
  ['the switch that is asked for', '[ovs]\nlocal_ip = 192.0.2.1\n', 'linuxbridge', 'linuxbridge'],
  ['the switch whose section is there', '[ovs]\nlocal_ip = 192.0.2.1\n', undefined, 'openvswitch'],
  [
    'the switch whose section is there, whatever the controller uses',
    '[ml2]\nmechanism_drivers = openvswitch\n[linux_bridge]\nphysical_interface_mappings = a:b\n',
    undefined,
    'linuxbridge',
  ],
  [
    'the only one the controller uses',
    '[ml2]\nmechanism_drivers = openvswitch,l2population\n',
    undefined,
    'openvswitch',
  ],
  ['the Linux bridge when nothing is said', '', undefined, 'linuxbridge'],
])('takes %s', (_, text, wanted, expected) => {
  expect(choose(text, wanted)).toBe(expected)
})

it('asks when the files speak of both', () => {
  expect(() => choose('[ml2]\nmechanism_drivers = openvswitch,linuxbridge\n')).toThrow(/--mechanism/)
})

it('refuses a switch that is not there', () => {
  expect(() => choose('', 'ofagent')).toThrow(
    '--mechanism ofagent: no such switch; found: linuxbridge, openvswitch; or install netloom-mech-ofagent',
  )
})
