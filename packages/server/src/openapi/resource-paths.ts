import type { JsonSchema, Resource } from '@netloom/api'
import { DEFAULT_LIMITS } from '../limits/limits.ts'
import { refusals } from './errors.ts'
import { listParameters } from './list-parameters.ts'
import type { Operation, PathItem, Response } from './open-api-types.ts'
import { pathOf, pathParameters } from './paths.ts'
import type { Offers } from './offers.ts'
import { envelope, headerRef, json, parameterRef, schemaName, schemaRef } from './schema-names.ts'

/** `/v2.0/networks` and `/v2.0/networks/{id}` */
export function resourcePaths(resource: Resource, offers: Offers): Readonly<Record<string, PathItem>> {
  const collection = pathOf(resource)
  const item = pathOf(resource, ':id')
  return {
    ...pathItem(collection, {
      ...(offers(resource, 'list') && { get: list(resource) }),
      ...(offers(resource, 'createMany') && { post: create(resource) }),
    }),
    ...pathItem(item, {
      ...(offers(resource, 'get') && { get: show(resource) }),
      ...(offers(resource, 'update') && { put: update(resource) }),
      ...(offers(resource, 'delete') && { delete: remove(resource) }),
    }),
  }
}

function pathItem(path: string, operations: PathItem): Readonly<Record<string, PathItem>> {
  return Object.keys(operations).length === 0 ? {} : { [path]: { ...pathParameters(path), ...operations } }
}

function list(resource: Resource): Operation {
  const { plural } = resource
  const body: JsonSchema = {
    type: 'object',
    properties: {
      [plural]: { type: 'array', items: schemaRef(schemaName(resource)) },
      [`${plural}_links`]: schemaRef('Links'),
    },
    required: [plural],
  }
  return {
    ...operation(resource, 'list', `List ${plural}`),
    description: resource.summary,
    parameters: listParameters(resource),
    responses: { 200: answer('The objects that the caller may see.', body), ...refusals(400, 401, 404) },
  }
}

function create(resource: Resource): Operation {
  const { name, plural } = resource
  const made = schemaRef(schemaName(resource))
  const wanted = schemaRef(`${schemaName(resource)}Create`)
  const many = (schema: JsonSchema): JsonSchema =>
    envelope(plural, { type: 'array', minItems: 1, maxItems: DEFAULT_LIMITS.bulkItems, items: schema })
  return {
    ...operation(resource, 'create', `Create one ${name}, or several: all or none`),
    requestBody: {
      required: true,
      content: json({ oneOf: [envelope(name, wanted), many({ ...wanted })] }),
    },
    responses: {
      201: answer('What was made.', { oneOf: [envelope(name, made), many({ ...made })] }),
      ...refusals(400, 401, 403, 404, 409, 413),
    },
  }
}

function show(resource: Resource): Operation {
  return {
    ...operation(resource, 'show', `Show one ${resource.name}`),
    parameters: [parameterRef('fields')],
    responses: { 200: one(resource, 'The object.'), ...refusals(400, 401, 404) },
  }
}

function update(resource: Resource): Operation {
  return {
    ...operation(resource, 'update', `Change one ${resource.name}`),
    parameters: [parameterRef('IfMatch')],
    requestBody: {
      required: true,
      content: json(envelope(resource.name, schemaRef(`${schemaName(resource)}Update`))),
    },
    responses: { 200: one(resource, 'What it is now.'), ...refusals(400, 401, 403, 404, 409, 412, 413) },
  }
}

function remove(resource: Resource): Operation {
  return {
    ...operation(resource, 'delete', `Delete one ${resource.name}`),
    parameters: [parameterRef('IfMatch')],
    responses: { 204: { description: 'It is gone.' }, ...refusals(400, 401, 403, 404, 409, 412) },
  }
}

function operation({ name, plural }: Resource, verb: string, summary: string): Omit<Operation, 'responses'> {
  return { operationId: `${verb}_${verb === 'list' ? plural : name}`, summary, tags: [plural] }
}

function one(resource: Resource, description: string): Response {
  return answer(description, envelope(resource.name, schemaRef(schemaName(resource))))
}

export function answer(description: string, schema: JsonSchema): Response {
  return { description, headers: { 'X-Openstack-Request-Id': headerRef('RequestId') }, content: json(schema) }
}
