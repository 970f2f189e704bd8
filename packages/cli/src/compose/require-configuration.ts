import type { ServiceApi } from '@netloom/api'
import { ConfigurationError, type DriverModule, type Logger, type ServiceModule } from '@netloom/core'
import type { IniConfig } from '@netloom/core/kit'
import type { Ml2Ini } from '@netloom/ml2/ini'
import { judgeConfiguration, type JudgeRequest } from './judge-configuration.ts'
import { sayAccount } from './say-account.ts'
import type { ServerIni } from './server-ini.ts'

export interface Configuration {
  readonly ini: IniConfig
  readonly ml2: Ml2Ini
  readonly server: ServerIni
  /** Drivers of the controller, in the order of the files, and services. */
  readonly modules: readonly (DriverModule | ServiceModule)[]
  /** What services add to the API. */
  readonly apis: readonly ServiceApi[]
}

/**
 * Reads INI files in order, a later one wins. Unknown options, and those without an effect, are logged.
 * @throws {ConfigurationError} with every problem of all files
 */
export async function requireConfiguration(
  files: readonly string[],
  logger?: Logger,
  request?: JudgeRequest,
): Promise<Configuration> {
  const { problems, warnings, notes, ini, ml2, server, modules, apis } = await judgeConfiguration(files, request)
  if (problems.length > 0 || ini === undefined || ml2 === undefined || server === undefined) {
    throw new ConfigurationError(problems)
  }
  if (logger !== undefined) sayAccount({ warnings, notes }, logger)
  return { ini, ml2, server, modules, apis }
}
