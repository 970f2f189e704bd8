/** Neutron: ROUTER_INTERFACE_OWNERS. */
export const isRouterInterface = (deviceOwner: string): boolean =>
  [
    'network:router_interface',
    'network:router_interface_distributed',
    'network:ha_router_replicated_interface',
  ].includes(deviceOwner)
