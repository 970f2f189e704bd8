import type { RbacAction, ServiceModule, SharedType } from '@netloom/core'
import type { Transaction } from '@netloom/core/store'

/** Tables whose rows have `id`, `project_id`, `shared` and the standard columns. */
export type ShareableTable = 'networks' | 'subnetpools' | 'address_scopes' | 'qos_policies' | 'address_groups'

export interface Shareability {
  /** As messages name one. */
  readonly label: string
  readonly table?: ShareableTable
  readonly actions: readonly RbacAction[]
  /** Projects that use an object of a service's. */
  projectsUsing?(
    object: { readonly id: string; readonly projectId: string },
    db: Transaction['db'],
  ): Promise<readonly string[]>
}
export type SharedTypes = ReadonlyMap<SharedType, Shareability>

const SHARED: readonly RbacAction[] = ['access_as_shared']

/** Security groups and address groups are known as types; who may see which, their service says. */
export const SHAREABLE_TYPES: Readonly<Record<string, Shareability>> = {
  network: { label: 'Network', table: 'networks', actions: ['access_as_shared', 'access_as_external'] },
  subnetpool: { label: 'Subnet pool', table: 'subnetpools', actions: SHARED },
  address_scope: { label: 'Address scope', table: 'address_scopes', actions: SHARED },
  qos_policy: { label: 'QoS policy', table: 'qos_policies', actions: SHARED },
  address_group: { label: 'Address group', actions: SHARED },
  security_group: { label: 'Security group', actions: SHARED },
}

/** With what services add. */
export function sharedTypesWith(services: readonly Pick<ServiceModule, 'sharedTypes'>[]): SharedTypes {
  const added = services.flatMap(({ sharedTypes = {} }) =>
    Object.entries(sharedTypes).map(([type, { table, actions = SHARED, ...rest }]): readonly [string, Shareability] => [
      type,
      // It has the columns that are read here; the compiler knows the engine's tables alone.
      { ...rest, actions, table: table as ShareableTable },
    ]),
  )
  return new Map([...Object.entries(SHAREABLE_TYPES), ...added])
}
