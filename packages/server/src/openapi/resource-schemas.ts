import type { Attribute } from '../resource/attribute.ts'
import type { Model, Resource } from '../resource/resource.ts'
import type { JsonSchema } from '../values/value.ts'
import { schemaName } from './schema-names.ts'
import { typeSchema } from './type-schema.ts'

type Entry = readonly [name: string, attribute: Attribute<Model>]

/** Whether requests may make, or change, objects of this resource. */
export const creates = (resource: Resource): boolean => resource.policy.create !== undefined
export const updates = (resource: Resource): boolean => resource.policy.update !== undefined
export const deletes = (resource: Resource): boolean => resource.policy.delete !== undefined

/** Component schemas of a resource: what answers show, what a create and what an update may say. */
export function resourceSchemas(resource: Resource): Readonly<Record<string, JsonSchema>> {
  const name = schemaName(resource)
  const attributes: readonly Entry[] = Object.entries(resource.attributes)
  const accepted = attributes.filter(([, { post }]) => post !== undefined)
  const changeable = attributes.filter(([, { put }]) => put !== undefined)
  return {
    [name]: answer(
      resource,
      attributes.filter(([, { writeOnly }]) => writeOnly !== true),
    ),
    ...(creates(resource) && { [`${name}Create`]: request(accepted, accepted.filter(isRequired)) }),
    ...(updates(resource) && { [`${name}Update`]: request(changeable, []) }),
  }
}

const isRequired = ([, { post }]: Entry): boolean => post === 'required'

// No attribute is promised: `fields` leaves the others out, and a policy may hide some.
function answer({ summary }: Resource, attributes: readonly Entry[]): JsonSchema {
  return { type: 'object', description: summary, properties: properties(attributes) }
}

function request(attributes: readonly Entry[], required: readonly Entry[]): JsonSchema {
  return {
    type: 'object',
    properties: properties(attributes),
    ...(required.length > 0 && { required: required.map(([name]) => name) }),
    additionalProperties: false,
  }
}

function properties(attributes: readonly Entry[]): JsonSchema {
  return Object.fromEntries(attributes.map(([name, { type }]) => [name, typeSchema(type)]))
}
