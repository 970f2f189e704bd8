/** Neutron: `fwaas_constants`. Nobody else's may have these names. */
export const DEFAULT_GROUP = 'default'
export const DEFAULT_INGRESS_POLICY = 'default ingress'
export const DEFAULT_EGRESS_POLICY = 'default egress'

export const reservedPolicyName = (name: string): boolean =>
  name === DEFAULT_INGRESS_POLICY || name === DEFAULT_EGRESS_POLICY
