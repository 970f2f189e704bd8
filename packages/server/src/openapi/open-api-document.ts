import type { Resource } from '../resource/resource.ts'
import { actionPaths } from './action-paths.ts'
import { sharedComponents } from './components.ts'
import type { Components, DocumentInfo, OpenApiDocument, PathItem } from './open-api-types.ts'
import { resourcePaths } from './resource-paths.ts'
import { resourceSchemas } from './resource-schemas.ts'
import { servicePaths } from './service-paths.ts'
import { tagPaths } from './tag-paths.ts'

/** The API as an OpenAPI 3.1 document, from the declarations that the routes come from. Pure. */
export function openApiDocument(resources: readonly Resource[], info: DocumentInfo): OpenApiDocument {
  const paths: Record<string, PathItem> = { ...servicePaths }
  for (const resource of resources) {
    for (const group of [resourcePaths(resource), actionPaths(resource), tagPaths(resource)]) {
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
      ...resources.map(({ plural, summary }) => ({ name: plural, description: summary })),
    ],
    paths,
    components: sharedComponents(Object.assign({}, ...resources.map(resourceSchemas)) as Components['schemas']),
  }
}
