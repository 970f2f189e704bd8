import { isIPv6 } from 'node:net'

/** Neutron wants the version said, also where the prefix says it. */
export const ipVersionOf = (cidr: string): 4 | 6 => (isIPv6(cidr.split('/')[0] ?? '') ? 6 : 4)
