import { type ConfigurationProblem, type DriverKind, type DriverModule, isConfigurationError } from '@netloom/core'
import type { IniConfig, OptionCatalogue } from '@netloom/core/kit'
import { resolveDriver } from '@netloom/core/registry'
import { BUILT_IN_DRIVERS } from './built-in-drivers.ts'
import type { NamedDrivers } from './named-drivers.ts'

export interface FoundModules {
  /** In the order of the files. */
  readonly modules: readonly DriverModule[]
  readonly problems: readonly ConfigurationProblem[]
  /** What the drivers say that they read, for names that no reader of ours knows. */
  readonly iniOptions: readonly OptionCatalogue[]
}

/** The drivers that the files name, with their options, and the problems of all of them. */
export async function findModules(
  { sections, origin }: IniConfig,
  names: NamedDrivers,
  bases: readonly string[],
): Promise<FoundModules> {
  const problems: ConfigurationProblem[] = []
  const modules: DriverModule[] = []
  const iniOptions: OptionCatalogue[] = []
  const add = async (kind: DriverKind, aliases: readonly string[]): Promise<void> => {
    const option = `${kind}_drivers`
    const place = [origin('ml2', option), `[ml2] ${option}`].filter((part) => part !== undefined).join(' ')
    for (const alias of aliases) {
      try {
        const driver = await resolveDriver(kind, alias, BUILT_IN_DRIVERS, bases)
        if (driver.iniOptions !== undefined) iniOptions.push(driver.iniOptions)
        modules.push(driver.fromIni(sections))
      } catch (error) {
        if (!isConfigurationError(error)) throw error
        // Who looks for a driver knows its name, not the file that named it.
        problems.push(
          ...error.problems.map((problem) => (problem.where === option ? { ...problem, where: place } : problem)),
        )
      }
    }
  }
  await add('type', names.typeDrivers)
  await add('mechanism', names.mechanismDrivers)
  await add('extension', names.extensionDrivers)
  return { modules, problems, iniOptions }
}
