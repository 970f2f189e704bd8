import type { RbacAction } from '../model/rbac-policy.ts'
import type { Transaction } from '../store/store.ts'

/** A type of objects that `rbac_policies` share. */
export interface SharedTypeDeclaration {
  /** As messages name one: `Mirror`. */
  readonly label: string
  /** Rows have `id`, `project_id`, `shared` (0, 1: shared with everybody), `revision_number` and `updated_at`. */
  readonly table: string
  /** Default `access_as_shared` alone. */
  readonly actions?: readonly RbacAction[]
  /** Projects that use the object; an entry that one of them needs is not taken away. Absent = nobody has to be asked. */
  projectsUsing?(
    object: { readonly id: string; readonly projectId: string },
    db: Transaction['db'],
  ): Promise<readonly string[]>
}

/** A type of objects that have tags. */
export interface TaggedTypeDeclaration {
  /** Rows have `id`, `tags` (a JSON list), `revision_number` and `updated_at`. */
  readonly table: string
  /** Which of the services that `start` returns has its `get`, which says who may see an object and whose it is. */
  readonly service: string
}

/** Agents that report to a service. */
export interface ServiceEntity {
  /** Agents of this type report for it, no others, and for nothing else. */
  readonly agentType: string
}
