/** Neutron: `qrouter-<router>`. */
export const NAMESPACE_PREFIX = 'qrouter-'
export const namespaceOf = (routerId: string): string => `${NAMESPACE_PREFIX}${routerId}`
/** A router's end of a network of guests. */
export const deviceOf = (portId: string): string => `qr-${portId.slice(0, 11)}`
export const chainOf = (policyId: string): string => `policy-${policyId}`
/** Of a chain. */
export const policyOf = (chain: string): string => chain.slice('policy-'.length)
export const TABLE = 'netloom-firewall'
