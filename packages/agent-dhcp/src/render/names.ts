/** Neutron: `qdhcp-<network>`. */
export const namespaceOf = (networkId: string): string => `qdhcp-${networkId}`

/** The end on the host; a switch plugs it like any other port's. */
export const tapOf = (portId: string): string => `tap${portId.slice(0, 11)}`
/** The end in the namespace. */
export const innerOf = (portId: string): string => `ns-${portId.slice(0, 11)}`
