/** Neutron: `qdhcp-<network>`. */
export const namespaceOf = (networkId: string): string => `qdhcp-${networkId}`

const NAMESPACE = /^qdhcp-([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

/** The network whose namespace has this name; undefined = it is none of ours. */
export const networkOfNamespace = (name: string): string | undefined => NAMESPACE.exec(name)?.[1]

/** The end on the host; a switch plugs it like any other port's. */
export const tapOf = (portId: string): string => `tap${portId.slice(0, 11)}`
/** The end in the namespace. */
export const innerOf = (portId: string): string => `ns-${portId.slice(0, 11)}`
/** The end on the host of the pair whose other end is `inner`. */
export const pairOf = (inner: string): string => `tap${inner.slice(3)}`
