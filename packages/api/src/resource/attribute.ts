import type { RequestContext } from '@netloom/core'
import type { ResourceFilter } from '@netloom/core/services'
import type { z } from 'zod'
import type { AttributePolicy } from '../policy/attribute-policy.ts'
import type { JsonSchema } from '../values/value.ts'

/** One attribute as clients see it. Its key in the declaration is its name on the wire. */
export interface Attribute<M extends object> {
  /**
   * What requests may say and what it becomes. A failed check's message is the reason in Neutron's words
   * (`'x' is not a valid UUID`); `values/` has the usual ones. Its `meta()` says what the OpenAPI document shows.
   */
  readonly type: z.ZodType
  /** A POST may carry it; `required` = must. Absent = 400 "not allowed in POST". */
  readonly post?: 'required' | 'allowed'
  /**
   * A PUT may carry it; `unchanged` = with the value that it has (the resource's `fixed` refuses others). Absent = 400 "cannot
   * update read-only attribute".
   */
  readonly put?: 'allowed' | 'unchanged'
  /** Whether a PUT says what is so already, where that is not the value that answers show. */
  readonly isUnchanged?: (model: M, value: unknown) => boolean
  /** Field of the model, for requests and answers; default the camel-cased name (`admin_state_up` → `adminStateUp`). */
  readonly field?: string
  /** What answers show, where it is not the model's field. */
  readonly read?: (model: M, context: RequestContext) => unknown
  /** Never in answers (`prefixlen` of a subnet, say). */
  readonly writeOnly?: true
  /** Query parameter of lists; a text = name of the service's filter field where it differs from `field`. */
  readonly filter?: true | string
  /** What a query parameter with these values asks for, where it is not "this field has one of these values". */
  readonly filterAs?: (texts: readonly string[]) => ResourceFilter
  /** Sort key of lists; a text = name of the service's sort field where it differs from `field`. */
  readonly sort?: true | string
  /** What the OpenAPI document says of it in answers, where they show what requests may not say (null, say). */
  readonly answers?: JsonSchema
  readonly policy?: AttributePolicy
  /** What is shown as long as no extension brings the attribute itself, which then takes its place. */
  readonly standIn?: true
}
