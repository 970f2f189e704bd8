import type { ExtensionDrivers, Resource } from '@netloom/api'
import { COMMON_EXTENSIONS } from './common-extensions.ts'
import type { Extension } from './extension.ts'
import { NETWORK_EXTENSIONS } from './networks-extensions.ts'
import { PORT_EXTENSIONS } from './ports-extensions.ts'
import { QOS_EXTENSIONS } from './qos-extensions.ts'
import { TENANCY_EXTENSIONS } from './tenancy-extensions.ts'

const CATALOGUE: readonly Extension[] = [
  ...COMMON_EXTENSIONS,
  ...NETWORK_EXTENSIONS,
  ...PORT_EXTENSIONS,
  ...TENANCY_EXTENSIONS,
  ...QOS_EXTENSIONS,
]

/**
 * The extensions that the given declarations amount to: an alias is shown only where all that it stands for is declared. A
 * resource that names one of its own, and an extension driver, is listed with what it says of itself.
 */
export function knownExtensions(resources: readonly Resource[], drivers: ExtensionDrivers = []): readonly Extension[] {
  const declared = new Set(resources.flatMap(namesOf))
  const here = [
    ...CATALOGUE.filter(({ needs }) => needs.every((need) => declared.has(need))),
    ...ownExtensions(resources),
  ]
  return [...here, ...driverExtensions(drivers, new Set(here.map(({ alias }) => alias)))]
}

/** Where Neutron has the alias, too, with Neutron's texts. */
function driverExtensions(drivers: ExtensionDrivers, seen: Set<string>): readonly Extension[] {
  return drivers.flatMap(({ name, aliases, description = `Attributes of the extension driver ${name}.` }) =>
    aliases.flatMap((alias): readonly Extension[] => {
      if (seen.has(alias)) return []
      seen.add(alias)
      const known = CATALOGUE.find((one) => one.alias === alias)
      return [known ?? { alias, name: alias, updated: NO_DATE, description, needs: [] }]
    }),
  )
}

function ownExtensions(resources: readonly Resource[]): readonly Extension[] {
  const seen = new Set(CATALOGUE.map(({ alias }) => alias))
  return resources.flatMap(({ name, extension, summary }) => {
    if (extension === undefined || seen.has(extension)) return []
    seen.add(extension)
    return [{ alias: extension, name: extension, updated: NO_DATE, description: summary, needs: [name] }]
  })
}

/** Clients parse it. */
const NO_DATE = '1970-01-01T00:00:00-00:00'

function namesOf({ name, attributes, actions = [] }: Resource): readonly string[] {
  return [
    name,
    ...Object.keys(attributes).map((attribute) => `${name}.${attribute}`),
    ...actions.map(({ path }) => `${name}:${path.slice(path.lastIndexOf('/') + 1)}`),
  ]
}
