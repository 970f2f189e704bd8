export const INTERFACE_OWNER = 'network:router_interface'
export const GATEWAY_OWNER = 'network:router_gateway'
/** Neutron: DEVICE_OWNER_ROUTER_HA_INTF. */
export const HA_OWNER = 'network:router_ha_interface'
export const FLOATING_IP_OWNER = 'network:floatingip'

/** Neutron: `is_fip_serviced`. */
export const DHCP_OWNER = 'network:dhcp'
