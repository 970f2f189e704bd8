import type { Attribute, JsonSchema, Model, Resource } from '@netloom/api'
import type { Offers } from './offers.ts'
import { schemaName } from './schema-names.ts'
import { typeSchema } from './type-schema.ts'

type Entry = readonly [name: string, attribute: Attribute<Model>]

/** Component schemas of a resource: what answers show, what a create and what an update may say. */
export function resourceSchemas(resource: Resource, offers: Offers): Readonly<Record<string, JsonSchema>> {
  const name = schemaName(resource)
  const attributes: readonly Entry[] = Object.entries(resource.attributes)
  const accepted = attributes.filter(([, { post }]) => post !== undefined)
  const changeable = attributes.filter(([, { put }]) => put !== undefined)
  return {
    [name]: answer(
      resource,
      attributes.filter(([, { writeOnly }]) => writeOnly !== true),
    ),
    ...(offers(resource, 'createMany') && { [`${name}Create`]: request(accepted, accepted.filter(isRequired)) }),
    ...(offers(resource, 'update') && { [`${name}Update`]: request(changeable, []) }),
  }
}

const isRequired = ([, { post }]: Entry): boolean => post === 'required'

// No attribute is promised: `fields` leaves the others out, and a policy may hide some.
function answer({ summary }: Resource, attributes: readonly Entry[]): JsonSchema {
  const shown = attributes.map(([name, { type, answers }]) => [name, answers ?? typeSchema(type)] as const)
  return { type: 'object', description: summary, properties: Object.fromEntries(shown) }
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
