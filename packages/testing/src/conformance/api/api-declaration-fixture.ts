import type { Resource, ServiceApi } from '@netloom/api'
import type { ServiceModule } from '@netloom/core'

/** What the kit has to know of declarations. */
export interface ApiDeclarationFixture {
  /** What a service adds; for resources of no service only `resources` matters. */
  readonly api: ServiceApi
  /** What the API has without it. */
  readonly others: readonly Resource[]
  /** The service behind it: its quotas, tags and aliases. */
  readonly module?: Pick<ServiceModule, 'aliases' | 'quotas' | 'taggedTypes' | 'sharedTypes'> &
    Partial<Pick<ServiceModule, 'name'>>
  /** Bodies that clients may send, by the name of the resource; each without its envelope. */
  readonly examples?: Readonly<
    Record<
      string,
      { readonly create?: Readonly<Record<string, unknown>>; readonly update?: Readonly<Record<string, unknown>> }
    >
  >
}
