import { type Action, type Resource, tagActions } from '@netloom/api'
import { refusals } from './errors.ts'
import type { Method, Operation, PathItem } from './open-api-types.ts'
import { pathOf, pathParameters } from './paths.ts'
import { answer } from './resource-paths.ts'
import { json } from './schema-names.ts'
import { typeSchema } from './type-schema.ts'

/** Routes of a resource beside the usual ones, those of its tags among them. */
export function actionPaths(resource: Resource): Readonly<Record<string, PathItem>> {
  const paths: Record<string, PathItem> = {}
  const add = (at: Pick<Resource, 'path' | 'plural'>, actions: readonly Action[]): void => {
    for (const action of actions) {
      const path = pathOf(at, action.path)
      const method = action.method.toLowerCase() as Method
      paths[path] = { ...pathParameters(path), ...paths[path], [method]: operation(resource, path, action) }
    }
  }
  const { plural, actions = [], tagged } = resource
  add(resource, actions)
  if (tagged === true) for (const at of [resource, { plural }]) add(at, tagActions(plural))
  return paths
}

function operation(resource: Resource, path: string, { method, summary, body, status = 200 }: Action): Operation {
  return {
    operationId: `${method.toLowerCase()}_${path.replace(/^\/v2\.0\//, '').replace(/\W+/g, '_')}`.replace(/_$/, ''),
    summary,
    tags: [resource.plural],
    ...(body !== undefined && { requestBody: { required: true, content: json(typeSchema(body)) } }),
    responses: {
      [status]: status === 204 ? { description: 'Done.' } : answer('What came of it.', { type: 'object' }),
      ...refusals(400, 401, 403, 404, 409),
    },
  }
}
