import type { Netloom, RequestContext, ServiceModule } from '@netloom/core'

/** What the kit has to know of a service. It brings the controller, its store, a network type and a switch. */
export interface ServiceFixture {
  readonly module: ServiceModule
  /** Services that it requires. */
  readonly required?: readonly ServiceModule[]
  /** How its objects are made and seen; absent = it has none that callers make. */
  readonly objects?: ServiceObjects
}

/** Where an object is made: all of one project, nobody else's. */
export interface ServicePlace {
  readonly networkId: string
  /** Bound to `host`, ACTIVE. */
  readonly portIds: readonly [string, string]
  readonly host: string
}

interface Identified {
  readonly id: string
}

export interface ServiceObjects {
  /** Each call makes one more; `place` is a new one each time. */
  readonly create: (netloom: Netloom, context: RequestContext, place: ServicePlace) => Promise<Identified>
  readonly get: (netloom: Netloom, context: RequestContext, id: string) => Promise<Identified>
  readonly list: (netloom: Netloom, context: RequestContext) => Promise<readonly Identified[]>
  readonly delete: (netloom: Netloom, context: RequestContext, id: string) => Promise<void>
  /** Which of the module's `quotas` counts them. */
  readonly quota?: string
  /** Which of its `sharedTypes` they are. */
  readonly sharedType?: string
  /** Which of its `taggedTypes` they are. */
  readonly taggedType?: string
  /** Which of its `entities` reports of them, by their ids. */
  readonly entity?: string
  /** Requests that have to be refused with 400, 404 or 409, in words. */
  readonly refused?: Readonly<
    Record<string, (netloom: Netloom, context: RequestContext, place: ServicePlace) => Promise<unknown>>
  >
}
