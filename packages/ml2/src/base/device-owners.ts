/** Neutron: constants.ROUTER_INTERFACE_OWNERS_SNAT; these ports may hold any address, automatic subnets included. */
const ROUTER_INTERFACES: ReadonlySet<string> = new Set([
  'network:router_interface',
  'network:router_interface_distributed',
  'network:ha_router_replicated_interface',
  'network:router_centralized_snat',
])

const ROUTERS: ReadonlySet<string> = new Set([
  ...ROUTER_INTERFACES,
  'network:router_gateway',
  'network:router_ha_interface',
  'network:floatingip_agent_gateway',
])

/** Ports that go with their network without being asked for. */
export const AUTO_DELETED_OWNERS: readonly string[] = [
  'network:dhcp',
  'network:distributed',
  'network:floatingip_agent_gateway',
]

export const isRouterInterface = (deviceOwner: string): boolean => ROUTER_INTERFACES.has(deviceOwner)

/** Neutron: constants.ROUTER_PORT_OWNERS. */
export const isRouterPort = (deviceOwner: string): boolean => ROUTERS.has(deviceOwner)

export const isAutoDeleted = (deviceOwner: string): boolean => AUTO_DELETED_OWNERS.includes(deviceOwner)

/** Servers of many hosts look these up, so their addresses stay at the bottom of the pool. */
export const takesLowestAddress = (deviceOwner: string): boolean => isAutoDeleted(deviceOwner)

/** Ports that nobody waits for: their status follows the agent's reports without a block. */
export const isExemptFromProvisioning = (deviceOwner: string): boolean =>
  deviceOwner === 'network:dhcp' || ROUTERS.has(deviceOwner)

/** The network's own devices, such as routers and DHCP servers. */
export const isNetworkOwned = (deviceOwner: string): boolean => deviceOwner.startsWith('network:')

/** One MAC on several hosts at once: no host is told where it is. */
export const isOnSeveralHosts = (deviceOwner: string): boolean =>
  deviceOwner === 'network:router_interface_distributed' || deviceOwner === 'network:ha_router_replicated_interface'

/** Ports that hold an address and are plugged nowhere. */
export const isWithoutStatus = (deviceOwner: string): boolean => deviceOwner === 'network:floatingip'
