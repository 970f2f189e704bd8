/** A link name has at most 15 characters (IFNAMSIZ); ids are cut to what is left after the prefix, as Neutron cuts them. */
const ID_CHARACTERS = 11

export const bridgeName = (networkId: string): string => `brq${networkId.slice(0, ID_CHARACTERS)}`

/** The device a hypervisor makes for a port. */
export const tapName = (portId: string): string => `tap${portId.slice(0, ID_CHARACTERS)}`

export const vxlanName = (vni: number): string => `vxlan-${String(vni)}`
