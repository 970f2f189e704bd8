import type { ServiceModule } from '@netloom/core'
import type { ServiceTags, TaggedReader } from '../tags/tag-service.ts'

/** Tagged types of services, each read by the service that says who may see its objects. `judgeStarted` has seen that it is there. */
export function serviceTags(modules: readonly ServiceModule[], services: object): ServiceTags {
  const readers = services as Readonly<Record<string, TaggedReader>>
  return Object.fromEntries(
    modules.flatMap(({ taggedTypes = {} }) =>
      Object.entries(taggedTypes).flatMap(([type, { table, service }]) => {
        const reader = readers[service]
        return reader === undefined ? [] : [[type, { table, reader }] as const]
      }),
    ),
  )
}
