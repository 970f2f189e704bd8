import { ConfigurationError, type DriverModule, type Logger } from '@netloom/core'
import type { IniConfig } from '@netloom/core/kit'
import type { Ml2Ini } from '@netloom/ml2/ini'
import { judgeConfiguration } from './judge-configuration.ts'
import type { ServerIni } from './server-ini.ts'

export interface Configuration {
  readonly ini: IniConfig
  readonly ml2: Ml2Ini
  readonly server: ServerIni
  /** Drivers of the controller, in the order of the files. */
  readonly modules: readonly DriverModule[]
}

/**
 * Reads INI files in order, a later one wins. Unknown options, and those without an effect, are logged.
 * @throws {ConfigurationError} with every problem of all files
 */
export async function requireConfiguration(files: readonly string[], logger?: Logger): Promise<Configuration> {
  const { problems, warnings, notes, ini, ml2, server, modules } = await judgeConfiguration(files)
  if (problems.length > 0 || ini === undefined || ml2 === undefined || server === undefined) {
    throw new ConfigurationError(problems)
  }
  for (const { where, problem, remedy } of warnings) logger?.warn({ option: where, remedy }, problem)
  for (const { options, instead } of notes) logger?.info({ options }, `options without an effect: ${instead}`)
  return { ini, ml2, server, modules }
}
