import type { Resource } from '@netloom/api'
import type { AliasText } from '@netloom/core'
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

/** What adds to the API without being declared here: an extension driver, a service. */
export interface ExtendingModule {
  readonly name: string
  readonly aliases: readonly string[]
  readonly description?: string
  readonly aliasTexts?: Readonly<Record<string, AliasText>>
}

/**
 * The extensions that the given declarations amount to: an alias is shown only where all that it stands for is declared. A
 * resource that names one of its own, and an extension driver, is listed with what it says of itself.
 */
export function knownExtensions(
  resources: readonly Resource[],
  modules: readonly ExtendingModule[] = [],
): readonly Extension[] {
  const declared = new Set(resources.flatMap(namesOf))
  const here = [
    ...CATALOGUE.filter(({ needs }) => needs.every((need) => declared.has(need))),
    ...ownExtensions(resources),
  ]
  return [...here, ...moduleExtensions(modules, new Set(here.map(({ alias }) => alias)))]
}

/** Where Neutron has the alias, too, with Neutron's texts. */
function moduleExtensions(modules: readonly ExtendingModule[], seen: Set<string>): readonly Extension[] {
  return modules.flatMap(({ name, aliases, aliasTexts, description = `Attributes of the extension driver ${name}.` }) =>
    aliases.flatMap((alias): readonly Extension[] => {
      if (seen.has(alias)) return []
      seen.add(alias)
      const known = CATALOGUE.find((one) => one.alias === alias)
      const own = { alias, name: alias, updated: NO_DATE, description, needs: [], ...aliasTexts?.[alias] }
      return [known ?? own]
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
