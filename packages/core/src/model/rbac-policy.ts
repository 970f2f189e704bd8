/** Kinds of objects that can be shared with other projects: the engine's, and whatever services add. */
export type SharedType =
  'network' | 'subnetpool' | 'address_scope' | 'qos_policy' | 'address_group' | 'security_group' | OfService

type OfService = string & Record<never, never>

/** `access_as_external`: networks only; may be used as a gateway and for floating IPs. */
export type RbacAction = 'access_as_shared' | 'access_as_external'

/** Target of entries that are for everybody. */
export const EVERY_PROJECT = '*'

/** One grant: `targetProject` may see and use the object. Neutron: `rbac_policy`. */
export interface RbacPolicy {
  readonly id: string
  /** Who granted it. */
  readonly projectId: string
  readonly objectType: SharedType
  readonly objectId: string
  readonly action: RbacAction
  /** A project's id, or `*`. */
  readonly targetProject: string
}

export interface RbacPolicyCreate {
  readonly id?: string
  readonly projectId?: string
  readonly objectType: string
  readonly objectId: string
  readonly action: string
  readonly targetProject: string
}

export interface RbacPolicyUpdate {
  readonly targetProject?: string
}
