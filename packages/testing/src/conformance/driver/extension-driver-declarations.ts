import { extensionField } from '@netloom/core/kit'
import type { ConformanceCheck } from '../support/check.ts'
import type { ExtensionDriverFixture } from './extension-driver-fixture.ts'
import { isHooked, RESOURCES, sampleResource, STEPS } from './extension-driver-calls.ts'

type Check = ConformanceCheck<ExtensionDriverFixture>

/** Rules about what an extension says of itself. */
export const extensionDeclarationChecks: readonly Check[] = [
  {
    rule: 'says in words what it is: its name, and each alias once',
    problems({ driver: { name, aliases } }) {
      return Promise.resolve([
        ...(/^[\w.-]+$/.test(name) ? [] : [`name '${name}' is no word of extension_drivers`]),
        ...aliases.filter((alias) => !/^[a-z0-9][a-z0-9_-]*$/.test(alias)).map((alias) => `'${alias}' is no alias`),
        ...(new Set(aliases).size === aliases.length ? [] : ['an alias is there twice']),
      ])
    },
  },
  {
    rule: 'reads what it declares: fields of its own, of resources whose requests it takes',
    problems({ driver, accepted }) {
      const declared = Object.entries(driver.attributes ?? {})
      const known: readonly string[] = RESOURCES
      return Promise.resolve([
        ...declared.filter(([resource]) => !known.includes(resource)).map(([name]) => `there is no resource '${name}'`),
        ...RESOURCES.flatMap((resource) => {
          const fields = Object.entries(driver.attributes?.[resource] ?? {}).map(([name, it]) =>
            extensionField(name, it),
          )
          const own = Object.keys(sampleResource(resource))
          const tested = Object.keys(accepted[resource] ?? {})
          return [
            ...fields
              .filter((field) => own.includes(field))
              .map((field) => `${resource} has a field '${field}' of its own`),
            ...fields
              .filter((field) => !/^[A-Za-z_]\w*$/.test(field))
              .map((field) => `'${field}' is no name of a field`),
            ...(new Set(fields).size === fields.length ? [] : [`a field of ${resource} is there twice`]),
            ...(fields.length === 0 || STEPS.some((step) => isHooked(driver, step, resource))
              ? []
              : [`it declares fields of ${resource}, and takes no request`]),
            ...tested
              .filter((field) => !fields.includes(field))
              .map((field) => `it does not declare '${field}' of ${resource}, so that requests with it are refused`),
          ]
        }),
      ])
    },
  },
]
