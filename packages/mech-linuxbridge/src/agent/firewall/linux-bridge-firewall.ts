import type { FirewallRenderer } from '@netloom/core'
import { isGuarded, portGroups } from '@netloom/core/firewall'
import type { NetworkItem } from '@netloom/core/wire'
import { watchTables } from '@netloom/dataplane'
import { bridgeName, tapName } from '../devices/device-names.ts'
import { bridgeCallKind, type BridgeCallState } from './bridge-call-kind.ts'
import { bridgeGuardKind } from './bridge-guard-kind.ts'
import { bridgeGroups } from './group-renderer.ts'
import { guardElements } from './guard-elements.ts'
import type { BridgeGuardState } from './guard-state.ts'

export interface LinuxBridgeFirewallOptions {
  /** Ethertypes that pass whatever is in them. Neutron: `permitted_ethertypes`. */
  readonly permittedEthertypes?: readonly number[]
  /** The bridge that carries a network here. Default: the one that is named after it. */
  readonly bridgeOf?: (network: NetworkItem) => string
  /** Namespace that is the host; absent = the one this process runs in. */
  readonly netns?: string
}

/**
 * Port security and security groups on a Linux bridge. A port sends only from its own MAC and addresses and those of its allowed
 * pairs, answers for nobody else, and is neither DHCP server nor router; it sends and gets what its groups allow. Neutron: chains
 * `neutronARP-…` and `neutronMAC-…` of ebtables, and `neutron-linuxbri-…` of iptables.
 */
export function linuxBridgeFirewall(options: LinuxBridgeFirewallOptions = {}): FirewallRenderer {
  const { permittedEthertypes = [], netns } = options
  const bridgeOf = options.bridgeOf ?? ((network: NetworkItem) => bridgeName(network.id))
  return {
    name: 'iptables',
    permittedEthertypes,
    kinds: [bridgeGuardKind((tables) => watchTables(netns, tables)), bridgeCallKind()],
    groups: bridgeGroups,
    port: (port, network) => {
      if (!isGuarded(port)) return []
      const device = tapName(port.id)
      const groups = portGroups(port)
      const bridge = bridgeOf(network)
      const state: BridgeGuardState = {
        ...{ kind: 'bridge-guard', part: 'port', device, owner: `port/${port.id}` },
        ...guardElements(port, device, permittedEthertypes),
        ...(groups !== undefined && { filter: { ...groups, bridge } }),
        intact: true,
      }
      const rule = 'a port sends only what is its own'
      if (groups === undefined) return [{ state, rule }]
      const call: BridgeCallState = { kind: 'bridge-call', bridge }
      return [
        { state, rule: `${rule}, and what its groups allow` },
        { state: call, rule: 'frames of a port with groups are seen as packets' },
      ]
    },
  }
}
