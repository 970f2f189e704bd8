/** Of this prefix VRRP takes the address that follows the active host, by which that is known: 169.254.0.<virtual router>. Neutron's. */
export const HA_ADDRESSES = '169.254.0.0/24'

/** With prefix length. */
export const haAddressOf = (virtualRouterId: number): string => `169.254.0.${String(virtualRouterId)}/24`
