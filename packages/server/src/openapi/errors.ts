import type { Reference, Response } from './open-api-types.ts'
import { headerRef, json, responseRef, schemaRef } from './schema-names.ts'

const ERRORS: Readonly<Record<number, readonly [name: string, description: string]>> = {
  400: ['BadRequest', 'The request is malformed, or a value is not what it may be.'],
  401: ['Unauthorized', 'No token, or one that is not (or no longer) valid.'],
  403: ['Forbidden', 'The caller may see the object but not do this.'],
  404: ['NotFound', 'There is no such object, or the caller may not see it.'],
  409: ['Conflict', 'In use, taken, over quota, or otherwise in the way of what is there.'],
  412: ['PreconditionFailed', 'The object has another revision by now.'],
  413: ['ContentTooLarge', 'The body is longer than this server reads.'],
  503: ['ServiceUnavailable', 'The store does not answer, or cannot be written.'],
}

export const errorResponses: Readonly<Record<string, Response>> = Object.fromEntries(
  Object.values(ERRORS).map(([name, description]) => [
    name,
    {
      description,
      headers: { 'X-Openstack-Request-Id': headerRef('RequestId') },
      content: json(schemaRef('NeutronError')),
    },
  ]),
)

/** Refusals by status, for an operation's `responses`. */
export function refusals(...statuses: readonly number[]): Readonly<Record<string, Reference>> {
  return Object.fromEntries(
    [...statuses, 503].flatMap((status) => {
      const error = ERRORS[status]
      return error === undefined ? [] : [[String(status), responseRef(error[0])]]
    }),
  )
}
