import type { Resource } from '../../resource/resource.ts'
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

/** The extensions that the given declarations amount to: an alias is shown only where all that it stands for is declared. */
export function knownExtensions(resources: readonly Resource[]): readonly Extension[] {
  const declared = new Set(resources.flatMap(namesOf))
  return CATALOGUE.filter(({ needs }) => needs.every((need) => declared.has(need)))
}

function namesOf({ name, attributes, actions = [] }: Resource): readonly string[] {
  return [
    name,
    ...Object.keys(attributes).map((attribute) => `${name}.${attribute}`),
    ...actions.map(({ path }) => `${name}:${path.slice(path.lastIndexOf('/') + 1)}`),
  ]
}
