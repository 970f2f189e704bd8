const ID_CHARACTERS = 11

/** Neutron: `qrouter-<router>`. */
export const namespaceOf = (routerId: string): string => `qrouter-${routerId}`

/** The end on the host; a switch plugs it like any other port's. */
export const tapOf = (portId: string): string => `tap${portId.slice(0, ID_CHARACTERS)}`

export const INTERNAL_PREFIX = 'qr-'

/** The end in the namespace, towards guests. */
export const internalDeviceOf = (portId: string): string => `${INTERNAL_PREFIX}${portId.slice(0, ID_CHARACTERS)}`

/** The end in the namespace, towards the router's other hosts. */
export const haDeviceOf = (portId: string): string => `ha-${portId.slice(0, ID_CHARACTERS)}`

/** The end in the namespace, towards the outside. */
export const gatewayDeviceOf = (portId: string): string => `qg-${portId.slice(0, ID_CHARACTERS)}`
