import { ConfigurationError, resolveDriver, type ConfigurationProblem, type DriverKind, type DriverModule } from '@netloom/core'
import { BUILT_IN_DRIVERS } from './built-in-drivers.ts'
import type { Configuration } from './read-configuration.ts'

/**
 * The drivers that the files name, with their options, in the order of the files.
 * @throws {ConfigurationError} with the problems of all drivers
 */
export async function controllerModules({ ini, ml2 }: Configuration): Promise<readonly DriverModule[]> {
  const problems: ConfigurationProblem[] = []
  const modules: DriverModule[] = []
  const add = async (kind: DriverKind, names: readonly string[]): Promise<void> => {
    for (const name of names) {
      try {
        const driver = await resolveDriver(kind, name, BUILT_IN_DRIVERS, process.cwd())
        modules.push(driver.fromIni(ini.sections))
      } catch (error) {
        if (!(error instanceof ConfigurationError)) throw error
        problems.push(...error.problems)
      }
    }
  }
  await add('type', ml2.typeDrivers)
  await add('mechanism', ml2.mechanismDrivers)
  await add('extension', ml2.extensionDrivers)
  if (problems.length > 0) throw new ConfigurationError(problems)
  return modules
}
