import type { Netloom, RequestContext } from '@netloom/core'
import type { z } from 'zod'
import type { Rule } from '../policy/rule.ts'

/** A route that is no create, read, update or delete: `PUT /trunks/{id}/add_subports`. */
export interface Action {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  /** Behind the resource's path: `:id/add_prefixes`, or `default` for one of the collection. */
  readonly path: string
  readonly summary: string
  /** In messages of a refusal: `update_subnetpool`. */
  readonly rule: string
  readonly policy: Rule
  /** The policy looks at the object; `refused` = only whom it refuses is told first that there is none that he can see. */
  readonly asksObject?: true | 'refused'
  /** Of the body; absent = none is read. */
  readonly body?: z.ZodType
  /** Default 200; 204 sends nothing, 202 where there is nothing to say. */
  readonly status?: 200 | 201 | 202 | 204
  run(netloom: Netloom, context: RequestContext, call: ActionCall): Promise<unknown>
}

export interface ActionCall {
  /** Path parameters, `id` among them. */
  readonly params: Readonly<Record<string, string>>
  /** What `body` made of the request. */
  readonly body: unknown
  readonly query: Readonly<Record<string, readonly string[]>>
}
