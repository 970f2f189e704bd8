import { ConfigurationError, IniSectionReader, type FirewallRenderer, type IniConfig } from '@netloom/core'
import { linuxBridgeFirewall } from '@netloom/mech-linuxbridge/agent'
import { openvswitchFirewall, readOpenvswitchOptions } from '@netloom/mech-ovs/agent'
import type { AgentMechanism } from './choose-mechanism.ts'

const NONE = ['', 'noop', 'neutron.agent.firewall.NoopFirewallDriver']

/** Neutron's names, short and whole, of what guards a switch's ports. A hybrid bridge is not needed: the switch does it. */
const NAMES: Readonly<Record<AgentMechanism, readonly string[]>> = {
  linuxbridge: ['iptables', 'neutron.agent.linux.iptables_firewall.IptablesFirewallDriver'],
  openvswitch: [
    'openvswitch',
    'iptables_hybrid',
    'neutron.agent.linux.openvswitch_firewall.OVSFirewallDriver',
    'neutron.agent.linux.iptables_firewall.OVSHybridIptablesFirewallDriver',
  ],
}

/**
 * What guards the ports of a switch, as `[securitygroup] firewall_driver` says; without it, as in Neutron, nothing does.
 * @throws {ConfigurationError} for a driver that is not this switch's
 */
export function agentFirewall(ini: IniConfig, mechanism: AgentMechanism): FirewallRenderer | undefined {
  const driver = new IniSectionReader(ini.sections, 'securitygroup', []).text('firewall_driver') ?? ''
  if (NONE.includes(driver)) return undefined
  if (!NAMES[mechanism].includes(driver)) {
    const where = `${ini.origin('securitygroup', 'firewall_driver') ?? ''} [securitygroup] firewall_driver`.trimStart()
    const remedy = `write one of: ${[...NAMES[mechanism], 'noop'].join(', ')}`
    throw new ConfigurationError([{ where, value: driver, problem: `guards no port of ${mechanism}`, remedy }])
  }
  if (mechanism === 'linuxbridge') return linuxBridgeFirewall()
  const { integrationBridge } = readOpenvswitchOptions(ini.sections).renderer
  return openvswitchFirewall(integrationBridge === undefined ? {} : { integrationBridge })
}
