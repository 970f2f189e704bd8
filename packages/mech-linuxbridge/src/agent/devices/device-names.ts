import { createHash } from 'node:crypto'

/** A link name has at most 15 characters (IFNAMSIZ); ids are cut to what is left after the prefix, as Neutron cuts them. */
const ID_CHARACTERS = 11

export const BRIDGE_PREFIX = 'brq'

export const bridgeName = (networkId: string): string => `${BRIDGE_PREFIX}${networkId.slice(0, ID_CHARACTERS)}`

/** The device a hypervisor makes for a port. */
export const tapName = (portId: string): string => `tap${portId.slice(0, ID_CHARACTERS)}`

/** Beside `vxlan-<VNI>`: what that one may not answer goes through it, and is flooded. */
export const floodName = (vni: number): string => `flood-${String(vni)}`

export const vxlanName = (vni: number): string => `vxlan-${String(vni)}`

const LONGEST_NAME = 15
/** `.4094` */
const LONGEST_SUFFIX = 5
const HASH_CHARACTERS = 6

/** `<interface>.<VLAN ID>`; of an interface whose name leaves no room for that, its beginning and a hash (Neutron's rule). */
export function vlanName(parent: string, vlanId: number): string {
  const suffix = `.${String(vlanId)}`
  if (parent.length + suffix.length <= LONGEST_NAME) return parent + suffix
  const hash = createHash('sha1').update(parent).digest('hex').slice(0, HASH_CHARACTERS)
  return parent.slice(0, LONGEST_NAME - LONGEST_SUFFIX - HASH_CHARACTERS) + hash + suffix
}
