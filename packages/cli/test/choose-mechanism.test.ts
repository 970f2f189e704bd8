import { readIniFiles } from '@netloom/core/kit'
import { expect, it } from 'vitest'
import { chooseMechanism } from '../src/compose/choose-mechanism.ts'

const choose = (text: string, wanted?: string): string =>
  chooseMechanism(readIniFiles([{ path: 'a.ini', text }]), wanted)

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
  expect(() => choose('', 'ofagent')).toThrow('--mechanism ofagent: not offered; write linuxbridge or openvswitch')
})
