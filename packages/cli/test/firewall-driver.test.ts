import { type IniConfig, readIniFiles } from '@netloom/core/kit'
import { describe, expect, it } from 'vitest'
import { type GuardChoice, guardChoice as choose } from '../src/compose/firewall-driver.ts'
import { guardsOf } from '../src/compose/guard-switch.ts'
import { findHostPackages } from '../src/compose/host-packages.ts'

const { firewalls } = await findHostPackages([])
const guardChoice = (ini: IniConfig, mechanism: string): GuardChoice => choose(ini, guardsOf(mechanism, firewalls))

const iniOf = (text: string): IniConfig => readIniFiles([{ path: 'agent.ini', text }])
const driver = (name: string): IniConfig => iniOf(`[securitygroup]\nfirewall_driver = ${name}\n`)

describe('ports of a switch', () => {
  it.each(['linuxbridge', 'openvswitch'] as const)('are guarded on %s when no file speaks of it', (mechanism) => {
    for (const text of ['', '[securitygroup]\nenable_security_group = false\n', '[securitygroup]\nfirewall_driver =\n'])
      expect(guardChoice(iniOf(text), mechanism)).toMatchObject({ guards: true, isOverruled: false })
  })

  it.each([
    ['linuxbridge', 'iptables'],
    ['linuxbridge', 'neutron.agent.linux.iptables_firewall.IptablesFirewallDriver'],
    ['linuxbridge', 'neutron.agent.linux.iptables_firewall:IptablesFirewallDriver'],
    ['openvswitch', 'openvswitch'],
    ['openvswitch', 'iptables_hybrid'],
    ['openvswitch', 'neutron.agent.linux.openvswitch_firewall.OVSFirewallDriver'],
    ['openvswitch', 'neutron.agent.linux.openvswitch_firewall:OVSFirewallDriver'],
    ['openvswitch', 'neutron.agent.linux.iptables_firewall.OVSHybridIptablesFirewallDriver'],
  ] as const)('are guarded on %s by firewall_driver = %s', (mechanism, name) => {
    expect(guardChoice(driver(name), mechanism)).toMatchObject({
      guards: true,
      isOverruled: false,
      firewallDriver: name,
    })
  })

  it.each(['noop', 'neutron.agent.firewall.NoopFirewallDriver', 'neutron.agent.firewall:NoopFirewallDriver'])(
    'stay guarded with firewall_driver = %s alone',
    (name) => {
      expect(guardChoice(driver(name), 'linuxbridge')).toMatchObject({ guards: true, isOverruled: true })
    },
  )

  it('stay guarded with prevent_arp_spoofing = false alone, and are not with noop beside it', () => {
    const word = '[agent]\nprevent_arp_spoofing = false\n'
    expect(guardChoice(iniOf(word), 'openvswitch')).toMatchObject({ guards: true, isOverruled: true })
    const both = iniOf(`${word}[securitygroup]\nfirewall_driver = noop\n`)
    expect(guardChoice(both, 'openvswitch')).toMatchObject({ guards: false })
  })

  it.each([
    ['linuxbridge', 'openvswitch'],
    ['openvswitch', 'iptables'],
    // Neutron's Linux bridge agent takes it, and filters devices that are not there.
    ['linuxbridge', 'iptables_hybrid'],
    ['linuxbridge', 'neutron.agent.linux.iptables_firewall.OVSHybridIptablesFirewallDriver'],
  ] as const)('refuse on %s the driver of the other switch: %s', (mechanism, name) => {
    const other = mechanism === 'linuxbridge' ? 'openvswitch' : 'linuxbridge'
    const words = `is a driver of ${other}, and guards no port of ${mechanism}.*write one of`
    expect(() => guardChoice(driver(name), mechanism)).toThrow(
      new RegExp(`agent\\.ini.*firewall_driver.*"?${name}"?.*${words}`),
    )
  })

  it('refuse a driver that nobody has', () => {
    expect(() => guardChoice(driver('none'), 'linuxbridge')).toThrow(
      /agent\.ini.*firewall_driver.*"?none"?: guards no port of linuxbridge.*write one of/,
    )
  })
})
