import type { Resource } from '@netloom/api'
import { resourcePath } from '../answers/versions.ts'
import { LONGEST_PARAMETER } from '../limits/server-options.ts'
import type { Parameter } from './open-api-types.ts'

/** Path of a resource, or of something behind it, in OpenAPI's spelling: `/v2.0/qos/policies/{policy_id}/dscp_marking_rules`. */
export function pathOf(resource: Pick<Resource, 'path' | 'plural'>, rest?: string): string {
  const whole = `/v2.0/${resourcePath(resource)}${rest === undefined ? '' : `/${rest}`}`
  return whole.replace(/:(\w+)/g, '{$1}')
}

/** Its parameters, for a path item. */
export function pathParameters(path: string): { readonly parameters?: readonly Parameter[] } {
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']): Parameter => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', maxLength: LONGEST_PARAMETER },
  }))
  return parameters.length === 0 ? {} : { parameters }
}
