import { ConfigurationError, type ExtensionAttribute, type Netloom } from '@netloom/core'
import { extensionField } from '@netloom/core/kit'
import { shown } from '../values/shown.ts'
import { value } from '../values/value.ts'
import type { Attribute } from './attribute.ts'
import type { Model, Resource } from './resource.ts'

export type ExtensionDrivers = Netloom['extensionDrivers']

/**
 * Declarations with what extension drivers add to networks, subnets and ports: in requests, answers, `fields`, filters and the
 * OpenAPI document. @throws {ConfigurationError} for a name that a resource has already
 */
export function extendedResources(resources: readonly Resource[], drivers: ExtensionDrivers): readonly Resource[] {
  if (drivers.length === 0) return resources
  return resources.map((resource) => drivers.reduce(withAttributes, resource))
}

function withAttributes(resource: Resource, driver: ExtensionDrivers[number]): Resource {
  const added = Object.entries(attributesFor(driver, resource.name))
  if (added.length === 0) return resource
  const taken = added.filter(
    ([name]) => Object.hasOwn(resource.attributes, name) && resource.attributes[name]?.standIn !== true,
  )
  if (taken.length > 0) {
    throw new ConfigurationError(
      taken.map(([name]) => ({
        where: `extension driver '${driver.name}': attributes.${resource.name}.${name}`,
        problem: `every ${resource.name} has ${name} already`,
        remedy: 'give it another name',
      })),
    )
  }
  // What an extension says of an object may change without a new revision of it.
  const { cachedByRevision, ...rest } = resource
  const isCached = cachedByRevision === true && added.every(([, { byRevision }]) => byRevision === true)
  const attributes = Object.fromEntries(added.map(([name, attribute]) => [name, declared(name, attribute)]))
  return { ...rest, ...(isCached && { cachedByRevision }), attributes: { ...resource.attributes, ...attributes } }
}

function attributesFor(
  { attributes }: ExtensionDrivers[number],
  resource: string,
): Readonly<Record<string, ExtensionAttribute>> {
  return (
    (attributes as Readonly<Record<string, Readonly<Record<string, ExtensionAttribute>>>> | undefined)?.[resource] ?? {}
  )
}

/** The engine judges the values, for every caller alike. */
function declared(name: string, attribute: ExtensionAttribute): Attribute<Model> {
  const { post, put, schema = {}, filter } = attribute
  const isRead = post === undefined && put === undefined
  return {
    type: isRead ? shown(schema) : value((given) => given, schema),
    field: extensionField(name, attribute),
    ...(post !== undefined && { post }),
    ...(put !== undefined && { put }),
    ...(filter !== undefined && { filter }),
  }
}
