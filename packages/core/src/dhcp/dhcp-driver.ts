import type { DhcpNetworkItem, DhcpPortItem, DhcpSubnetItem } from './dhcp-items.ts'
import type { AgentConfigurations } from '../model/agent.ts'
import type { DeviceKind } from '../driver/device-kind.ts'
import type { Rendered } from '../driver/switch-renderer.ts'

/** One network, as far as DHCP is concerned. */
export interface DhcpNetwork {
  readonly network: DhcpNetworkItem
  readonly subnets: readonly DhcpSubnetItem[]
  readonly ports: readonly DhcpPortItem[]
  /** The port of the server on this host; absent until the controller has made one: there is nothing to serve from. */
  readonly own?: DhcpPortItem
}

/**
 * A DHCP server (dnsmasq is one). Pure: what a network needs on this host comes out as device states, so that serving it,
 * reloading, restarting and ending are what the difference to the host's actual state asks for.
 *
 * Neutron's `DhcpBase`, as far as hosts see it: `enable` = states appear, `disable` = they go, `reload_allocations` = a state
 * changes that its kind applies without a restart, `restart` = one that it does not, `existing_dhcp_networks` = `read`.
 */
export interface DhcpDriver {
  readonly name: string
  readonly configurations?: AgentConfigurations
  /** Kinds it needs beyond those of the data plane. */
  readonly kinds?: readonly DeviceKind[]
  /** Everything the network needs here; nothing = it is not served. */
  network(network: DhcpNetwork): readonly Rendered[]
}

/** What the agent record of a DHCP agent says. Neutron: AGENT_TYPE_DHCP. */
export const DHCP_AGENT_TYPE = 'DHCP agent'
/** `device_owner` of the port a DHCP server answers from. */
export const DHCP_PORT_OWNER = 'network:dhcp'
/** `device_id` of a DHCP port that no agent has taken yet. */
export const RESERVED_DHCP_PORT = 'reserved_dhcp_port'
/** Kind of the objects that are scheduled onto DHCP agents. */
export const DHCP_NETWORK_KIND = 'dhcp-network'
/** Entity of the provisioning block that DHCP servers remove. */
export const DHCP_ENTITY = 'DHCP'
