import {
  ConfigurationError,
  type ConfigurationProblem,
  type ExtendedResource,
  type ExtensionAttribute,
  type ExtensionDriver,
} from '@netloom/core'
import { BUILT_IN_EXTENSIONS, extensionField } from '@netloom/core/kit'
import { networkCreateInput, networkUpdateInput } from '../input/network-input.ts'
import { portCreateInput, portUpdateInput } from '../input/port-input.ts'
import { subnetCreateInput, subnetUpdateInput } from '../input/subnet-input.ts'
import { standardColumns } from '@netloom/core/kit'

/** An attribute with everything worked out. */
export interface KnownAttribute {
  readonly driver: ExtensionDriver
  readonly field: string
  readonly attribute: ExtensionAttribute
}

const RESOURCES: readonly ExtendedResource[] = ['network', 'subnet', 'port']
const INPUTS = {
  network: [networkCreateInput, networkUpdateInput],
  subnet: [subnetCreateInput, subnetUpdateInput],
  port: [portCreateInput, portUpdateInput],
}

/**
 * Everything that extension drivers add, by resource. @throws {ConfigurationError} for an attribute that is there already, one that
 * its driver cannot read, and a driver that requires one that is not loaded
 */
export function extensionCatalogue(
  drivers: readonly ExtensionDriver[],
): Readonly<Record<ExtendedResource, readonly KnownAttribute[]>> {
  const problems = drivers.flatMap((driver) => missing(driver, drivers))
  const known = { network: [], subnet: [], port: [] } as Record<ExtendedResource, KnownAttribute[]>
  for (const driver of drivers) {
    for (const resource of RESOURCES) {
      for (const [name, attribute] of Object.entries(driver.attributes?.[resource] ?? {})) {
        const one = { driver, field: extensionField(name, attribute), attribute }
        const where = `extension driver '${driver.name}': attributes.${resource}.${name}`
        problems.push(...judge(where, one, resource, known[resource]))
        known[resource].push(one)
      }
    }
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
  return known
}

function missing(driver: ExtensionDriver, drivers: readonly ExtensionDriver[]): readonly ConfigurationProblem[] {
  const there = new Set([...BUILT_IN_EXTENSIONS, ...drivers.flatMap(({ name, aliases }) => [name, ...aliases])])
  return (driver.requires ?? [])
    .filter((name) => !there.has(name))
    .map((name) => ({
      where: `extension driver '${driver.name}'`,
      problem: `requires '${name}', which is not loaded`,
      remedy: `load ${name}, too (extension_drivers in [ml2], modules in code), or leave ${driver.name} out`,
    }))
}

function judge(
  where: string,
  { driver, field, attribute }: KnownAttribute,
  resource: ExtendedResource,
  before: readonly KnownAttribute[],
): readonly ConfigurationProblem[] {
  const isOwn = INPUTS[resource].some(({ shape }) => Object.hasOwn(shape, field)) || field in standardColumns('')
  const other = before.find((one) => one.field === field)?.driver.name
  if (isOwn || other !== undefined) {
    const whose = isOwn ? `every ${resource}` : `extension driver '${other ?? ''}'`
    return [{ where, problem: `${whose} has ${field} already`, remedy: 'give it another name' }]
  }
  if (attribute.filter === true && driver.find === undefined) {
    return [{ where, problem: 'lists are to be filtered by it, and the driver has no find()', remedy: 'add it' }]
  }
  return []
}
