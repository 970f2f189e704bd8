import type { RbacAction, SharedType } from '@netloom/core'

/** Tables whose rows have `id`, `project_id`, `shared` and the standard columns. */
export type ShareableTable = 'networks' | 'subnetpools' | 'address_scopes' | 'qos_policies' | 'address_groups'

interface Shareability {
  /** As messages name one. */
  readonly label: string
  readonly table?: ShareableTable
  readonly actions: readonly RbacAction[]
}

const SHARED: readonly RbacAction[] = ['access_as_shared']

/** Security groups are known as a type and come with a table of their own. */
export const SHAREABLE_TYPES: Readonly<Record<SharedType, Shareability>> = {
  network: { label: 'Network', table: 'networks', actions: ['access_as_shared', 'access_as_external'] },
  subnetpool: { label: 'Subnet pool', table: 'subnetpools', actions: SHARED },
  address_scope: { label: 'Address scope', table: 'address_scopes', actions: SHARED },
  qos_policy: { label: 'QoS policy', table: 'qos_policies', actions: SHARED },
  address_group: { label: 'Address group', table: 'address_groups', actions: SHARED },
  security_group: { label: 'Security group', actions: SHARED },
}

export function isSharedType(type: string): type is SharedType {
  return Object.hasOwn(SHAREABLE_TYPES, type)
}
