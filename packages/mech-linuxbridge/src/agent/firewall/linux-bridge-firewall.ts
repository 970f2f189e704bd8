import type { FirewallRenderer } from '@netloom/core'
import { tapName } from '../devices/device-names.ts'
import { bridgeGuardKind } from './bridge-guard-kind.ts'
import { guardRules } from './guard-rules.ts'
import type { BridgeGuardState } from './guard-state.ts'

export interface LinuxBridgeFirewallOptions {
  /** Ethertypes that pass whatever is in them. Neutron: `permitted_ethertypes`. */
  readonly permittedEthertypes?: readonly number[]
}

/**
 * Port security on a Linux bridge: a port sends only from its own MAC and addresses and those of its allowed pairs, answers
 * for nobody else, and is neither DHCP server nor router. Neutron: chains `neutronARP-…` and `neutronMAC-…` of ebtables, and the
 * fixed rules of iptables.
 */
export function linuxBridgeFirewall({ permittedEthertypes = [] }: LinuxBridgeFirewallOptions = {}): FirewallRenderer {
  return {
    name: 'iptables',
    kinds: [bridgeGuardKind()],
    port: (port) => {
      if (!port.portSecurityEnabled || port.deviceOwner.startsWith('network:')) return []
      const device = tapName(port.id)
      const state: BridgeGuardState = {
        kind: 'bridge-guard',
        device,
        owner: `port/${port.id}`,
        rules: guardRules(port, device, permittedEthertypes),
        reached: true,
      }
      return [{ state, rule: 'a port sends only what is its own' }]
    },
  }
}
