import type { Netloom, RequestContext } from '@netloom/core'
import type { ResourceService } from '@netloom/core/services'
import type { Rule } from '../policy/rule.ts'
import type { Attribute } from './attribute.ts'
import type { Action, ActionCall } from './action.ts'
import type { Dialect } from './dialect.ts'

/** What the engine needs of a resource's service; a method that is missing is answered with 405. */
export type Service = Partial<ResourceService<Model, Create, Update>>
/** Objects as core shows them and as it is asked for them; a declaration knows the real types. */
export type Model = object
export type Create = object
export type Update = object

/** Path parameters above a nested resource, e.g. `{ policy_id }`. */
export type Parents = Readonly<Record<string, string>>

/**
 * One resource of the API, as data: routes, validation, policy, filters, sorting, paging, fields, bulk creation and the
 * OpenAPI document all come from it. Neutron: an entry of the attribute map with its policies.
 */
export interface Resource<M extends object = Model> {
  /** Envelope of one object and, in `plural`, of many: `subnetpool`, `subnetpools`. */
  readonly name: string
  readonly plural: string
  /** Path under `/v2.0/`, default `plural` with `-` for `_`; nested ones have parameters: `qos/policies/:policy_id/…`. */
  readonly path?: string
  /** What it is, one sentence for the OpenAPI document. */
  readonly summary: string
  /** API extension it belongs to; absent = Neutron's core. */
  readonly extension?: string
  /** In the order in which objects show them. */
  readonly attributes: Readonly<Record<string, Attribute<M>>>
  readonly policy: ResourcePolicy
  /** What messages of a refusal call it, where that is not `name`: `policy_dscp_marking_rule`. */
  readonly ruleName?: string
  service(netloom: Netloom, parents: Parents): Service
  /** Turns accepted attributes (by model field) into what the service takes, where they do not map one to one. */
  readonly toCreate?: (values: Values) => Values
  readonly toUpdate?: (values: Values) => Values
  /** Of attributes that a PUT may carry `unchanged`: what is said of those that it would change. */
  readonly fixed?: (names: readonly string[]) => Error
  /** What a DELETE does where its query says more than the id: `cascade=true`. */
  readonly remove?: (
    netloom: Netloom,
    context: RequestContext,
    call: Pick<ActionCall, 'params' | 'query'>,
  ) => Promise<void>
  /** Routes beside the usual ones: `PUT /subnetpools/{id}/add_prefixes`. */
  readonly actions?: readonly Action[]
  /** A PUT of the collection: all that it holds at once. */
  readonly replaceAll?: Omit<Action, 'method' | 'path'>
  /** The object is a function of its own row and revision: its JSON is rendered once per revision and kept. */
  readonly cachedByRevision?: true
  /** A page behind an object that is not there is a 404; elsewhere such a marker says nothing (Neutron 21 does so). */
  readonly strictMarker?: true
  /** Its answers hold integers beyond 2^53, as bigints. */
  readonly hasBigIntegers?: true
  /** Has `/{plural}/{id}/tags`, the attribute `tags` and its filters. */
  readonly tagged?: true
  /** In whose words it refuses; absent = Neutron's. */
  readonly dialect?: Dialect
  /** Instead of the usual routes of tags: with rules of a policy file. */
  readonly tagRoutes?: readonly Action[]
}

export type Values = Readonly<Record<string, unknown>>

/** Who may do what; `create_<name>`, `get_<name>`, … in messages. */
export interface ResourcePolicy {
  readonly create?: Rule
  readonly read: Rule
  readonly update?: Rule
  readonly delete?: Rule
  /** A policy file has rules of its own here: they are asked about each object, and know its attributes. */
  readonly asks?: { readonly object: boolean; readonly network: boolean; readonly read: boolean }
}

/** Checks the types of a declaration and forgets them, so that all resources fit one list. */
export function defineResource<M extends object>(resource: Resource<M>): Resource {
  return resource as unknown as Resource
}

export type { RequestContext }
