import { ConfigurationError, type ConfigurationProblem } from '@netloom/core'
import type { Action } from './action.ts'
import type { Attribute } from './attribute.ts'
import type { Model, Resource } from './resource.ts'

/** What a service adds to resources of others. */
export interface ResourceExtension {
  readonly attributes?: Readonly<Record<string, Attribute<Model>>>
  readonly actions?: readonly Action[]
}

/**
 * What a service adds to the API. Its package exports it beside its controller half, named in its package.json:
 * `"netloom": { "services": { "mirror": { "entry": ".#servicePackage", "api": "./api#serviceApi" } } }`.
 */
export interface ServiceApi {
  /** Name of the service. */
  readonly service: string
  /** Where it was found, for messages. */
  readonly packageName?: string
  readonly resources?: readonly Resource[]
  /** By the `name` of a resource: `port`, `agent`. */
  readonly extensions?: Readonly<Record<string, ResourceExtension>>
}

/** Declarations with those of services. @throws {ConfigurationError} for what is declared twice, and additions to what is not there */
export function serviceResources(resources: readonly Resource[], apis: readonly ServiceApi[]): readonly Resource[] {
  const problems: ConfigurationProblem[] = []
  const complain = ({ service, packageName }: ServiceApi, field: string, problem: string, remedy: string): void => {
    const where = `API of service '${service}'${packageName === undefined ? '' : ` of ${packageName}`}: ${field}`
    problems.push({ where, problem, remedy })
  }
  let all = [...resources]
  for (const api of apis) {
    for (const resource of api.resources ?? []) {
      const taken = all.find((one) => pathOf(one) === pathOf(resource) || one.name === resource.name)
      if (taken === undefined) all.push(resource)
      else
        complain(
          api,
          `resources.${resource.name}`,
          `there is a resource ${taken.name} at /${pathOf(taken)} already`,
          RENAME,
        )
    }
  }
  for (const api of apis) {
    for (const [name, extension] of Object.entries(api.extensions ?? {})) {
      const field = `extensions.${name}`
      if (!all.some((one) => one.name === name)) {
        complain(api, field, 'there is no such resource', `name one of ${all.map((one) => one.name).join(', ')}`)
      }
      all = all.map((resource) => {
        if (resource.name !== name) return resource
        for (const added of takenBy(resource, extension)) complain(api, field, `${name} has ${added} already`, RENAME)
        return extended(resource, extension)
      })
    }
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
  return all
}

const RENAME = 'give it another name'
const pathOf = ({ path, plural }: Resource): string => path ?? plural.replaceAll('_', '-')

function takenBy({ attributes, actions = [] }: Resource, added: ResourceExtension): readonly string[] {
  const routes = new Set(actions.map(({ method, path }) => `${method} ${path}`))
  return [
    ...Object.keys(added.attributes ?? {}).filter((name) => Object.hasOwn(attributes, name)),
    ...(added.actions ?? []).map(({ method, path }) => `${method} ${path}`).filter((route) => routes.has(route)),
  ]
}

function extended(resource: Resource, { attributes = {}, actions = [] }: ResourceExtension): Resource {
  // What a service says of an object may change without a new revision of it.
  const { cachedByRevision, ...rest } = resource
  const isCached = cachedByRevision === true && Object.keys(attributes).length === 0
  return {
    ...rest,
    ...(isCached && { cachedByRevision }),
    attributes: { ...resource.attributes, ...attributes },
    ...((resource.actions !== undefined || actions.length > 0) && {
      actions: [...(resource.actions ?? []), ...actions],
    }),
  }
}
