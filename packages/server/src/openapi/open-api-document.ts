import type { Resource } from '@netloom/api'
import { actionPaths } from './action-paths.ts'
import { sharedComponents } from './components.ts'
import type { Components, DocumentInfo, OpenApiDocument, Operation, PathItem } from './open-api-types.ts'
import { byPolicy, type Offers } from './offers.ts'
import { resourcePaths } from './resource-paths.ts'
import { resourceSchemas } from './resource-schemas.ts'
import { servicePaths } from './service-paths.ts'

/**
 * The API as an OpenAPI 3.1 document, from the declarations that the routes come from. Pure. `offers`: what resources can do,
 * for whoever has their services at hand; by default what their policies name.
 */
export function openApiDocument(
  resources: readonly Resource[],
  info: DocumentInfo,
  offers: Offers = byPolicy,
): OpenApiDocument {
  const paths: Record<string, PathItem> = { ...servicePaths }
  for (const resource of resources) {
    for (const group of [resourcePaths(resource, offers), actionPaths(resource)]) {
      for (const [path, item] of Object.entries(group)) paths[path] = { ...paths[path], ...item }
    }
  }
  return {
    openapi: '3.1.0',
    info,
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    tags: [
      { name: 'service', description: 'The server itself.' },
      ...new Map(resources.map(({ plural, summary }) => [plural, { name: plural, description: summary }])).values(),
    ],
    paths: withUniqueNames(paths),
    components: sharedComponents(
      Object.assign({}, ...resources.map((resource) => resourceSchemas(resource, offers))) as Components['schemas'],
    ),
  }
}

/** A resource may be on two paths; generators make a function of each operation's name. */
function withUniqueNames(paths: Readonly<Record<string, PathItem>>): Readonly<Record<string, PathItem>> {
  const taken = new Map<string, number>()
  const unique = (operation: Operation): Operation => {
    const { operationId: name } = operation
    const times = (taken.get(name) ?? 0) + 1
    taken.set(name, times)
    return times === 1 ? operation : { ...operation, operationId: `${name}_${String(times)}` }
  }
  return Object.fromEntries(
    Object.entries(paths).map(([path, { parameters, ...methods }]) => [
      path,
      {
        ...(parameters !== undefined && { parameters }),
        ...Object.fromEntries(Object.entries(methods).map(([method, operation]) => [method, unique(operation)])),
      },
    ]),
  )
}
