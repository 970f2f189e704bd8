import { readFile } from 'node:fs/promises'
import {
  ConfigurationError,
  readIniFiles,
  readMl2Ini,
  unknownOptions,
  type IniConfig,
  type Logger,
  type Ml2Ini,
} from '@netloom/core'
import { rendererIniOptions } from '@netloom/mech-linuxbridge/agent'
import { BUILT_IN_DRIVERS } from './built-in-drivers.ts'

/** What a set of INI files says, for controller and agents alike. */
export interface Configuration {
  readonly ini: IniConfig
  readonly ml2: Ml2Ini
}

/**
 * Reads INI files in order, a later one wins. Unknown options are warned about.
 * @throws {ConfigurationError} with every problem of all files
 */
export async function readConfiguration(files: readonly string[], logger: Logger): Promise<Configuration> {
  const configuration = await parseConfiguration(files)
  for (const warning of configurationWarnings(configuration.ini)) logger.warn({ option: warning.where }, warning.problem)
  return configuration
}

export async function parseConfiguration(files: readonly string[]): Promise<Configuration> {
  const ini = readIniFiles(await Promise.all(files.map(readOne)))
  return { ini, ml2: readMl2Ini(ini) }
}

/** Options that nobody knows, each with the nearest name that somebody does. */
export function configurationWarnings(ini: IniConfig): ReturnType<typeof unknownOptions> {
  return unknownOptions(ini, [rendererIniOptions, ...BUILT_IN_DRIVERS.map((driver) => driver.iniOptions ?? {})])
}

async function readOne(path: string): Promise<{ readonly path: string; readonly text: string }> {
  try {
    return { path, text: await readFile(path, 'utf8') }
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    throw new ConfigurationError([{ where: '--config-file', value: path, problem, remedy: 'name a file that can be read' }])
  }
}
