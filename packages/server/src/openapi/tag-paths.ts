import type { Resource } from '../resource/resource.ts'
import { refusals } from './errors.ts'
import type { Operation, PathItem } from './open-api-types.ts'
import { pathOf, pathParameters } from './paths.ts'
import { answer } from './resource-paths.ts'
import { envelope, json } from './schema-names.ts'
import type { JsonSchema } from '../values/value.ts'

const TAGS: JsonSchema = envelope('tags', {
  type: 'array',
  maxItems: 50,
  uniqueItems: true,
  items: { type: 'string', maxLength: 255 },
})

/** `/v2.0/networks/{id}/tags` and `/v2.0/networks/{id}/tags/{tag}` of resources that have tags. */
export function tagPaths(resource: Resource): Readonly<Record<string, PathItem>> {
  if (resource.tagged !== true) return {}
  const all = pathOf(resource, ':id/tags')
  const one = pathOf(resource, ':id/tags/:tag')
  const { name } = resource
  return {
    [all]: {
      ...pathParameters(all),
      get: { ...operation(resource, 'list', 'tags', `Tags of one ${name}`), responses: ok(200, TAGS) },
      put: {
        ...operation(resource, 'replace', 'tags', `Give one ${name} these tags and no others`),
        requestBody: { required: true, content: json(TAGS) },
        responses: ok(200, TAGS),
      },
      post: {
        ...operation(resource, 'add', 'tags', `Give one ${name} these tags, too`),
        requestBody: { required: true, content: json(TAGS) },
        responses: ok(200, TAGS),
      },
      delete: { ...operation(resource, 'delete', 'tags', `Take all tags from one ${name}`), responses: ok(204) },
    },
    [one]: {
      ...pathParameters(one),
      get: {
        ...operation(resource, 'check', 'tag', `Whether one ${name} has this tag (404 = no)`),
        responses: ok(204),
      },
      put: { ...operation(resource, 'add', 'tag', `Give one ${name} this tag`), responses: ok(201) },
      delete: { ...operation(resource, 'delete', 'tag', `Take this tag from one ${name}`), responses: ok(204) },
    },
  }
}

function operation(resource: Resource, verb: string, what: string, summary: string): Omit<Operation, 'responses'> {
  return { operationId: `${verb}_${resource.name}_${what}`, summary, tags: [resource.plural] }
}

function ok(status: number, schema?: JsonSchema): Operation['responses'] {
  const done = schema === undefined ? { description: 'Done.' } : answer('The tags.', schema)
  return { [status]: done, ...refusals(400, 401, 403, 404) }
}
