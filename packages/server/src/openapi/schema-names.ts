import type { JsonSchema, Resource } from '@netloom/api'
import type { Content, Reference } from './open-api-types.ts'

/** `dscp_marking_rule` → `DscpMarkingRule` */
export function schemaName({ name }: Pick<Resource, 'name'>): string {
  return name
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}

export const schemaRef = (name: string): Reference => ({ $ref: `#/components/schemas/${name}` })
export const parameterRef = (name: string): Reference => ({ $ref: `#/components/parameters/${name}` })
export const responseRef = (name: string): Reference => ({ $ref: `#/components/responses/${name}` })
export const headerRef = (name: string): Reference => ({ $ref: `#/components/headers/${name}` })

export const json = (schema: JsonSchema | Reference): Content => ({ 'application/json': { schema: { ...schema } } })

/** `{ "network": … }` */
export function envelope(name: string, schema: JsonSchema | Reference): JsonSchema {
  return { type: 'object', properties: { [name]: schema }, required: [name] }
}
