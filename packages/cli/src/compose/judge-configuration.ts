import { dhcpIniOptions, readDhcpOptions } from '@netloom/agent-dhcp'
import {
  ConfigurationError,
  readIniFiles,
  readMl2Ini,
  unknownOptions,
  type ConfigurationProblem,
  type DriverModule,
  type IniConfig,
  type Ml2Ini,
} from '@netloom/core'
import { readRendererOptions, rendererIniOptions } from '@netloom/mech-linuxbridge/agent'
import { openvswitchIniOptions, readOpenvswitchOptions } from '@netloom/mech-ovs/agent'
import { agentIniOptions, readAgentIni } from './agent-ini.ts'
import { BUILT_IN_DRIVERS } from './built-in-drivers.ts'
import { findModules } from './controller-modules.ts'
import { namedDrivers } from './named-drivers.ts'
import { readIniTexts } from './read-ini-texts.ts'
import { readServerIni, serverIniOptions, type ServerIni } from './server-ini.ts'

/** What a set of INI files comes to, for controller and agents alike. */
export interface Judgement {
  /** Everything wrong, of all readers. */
  readonly problems: readonly ConfigurationProblem[]
  /** Options that nobody reads, each with the nearest name that somebody does. */
  readonly warnings: readonly ConfigurationProblem[]
  /** Absent when the files cannot be read as INI. */
  readonly ini?: IniConfig
  readonly ml2?: Ml2Ini
  readonly server?: ServerIni
  readonly modules: readonly DriverModule[]
}

/** Reads INI files in order, a later one wins, and has every reader judge them, also after the first problem. */
export async function judgeConfiguration(files: readonly string[]): Promise<Judgement> {
  const { texts, problems } = await readIniTexts(files)
  const ini = attempt(problems, () => readIniFiles(texts))
  if (ini === undefined) return { problems, warnings: [], modules: [] }
  const ml2 = attempt(problems, () => readMl2Ini(ini))
  const { modules, problems: ofDrivers } = await findModules(ini, ml2 ?? namedDrivers(ini.sections))
  problems.push(...ofDrivers)
  attempt(problems, () => readRendererOptions(ini.sections))
  // A controller gets the files of all agents, and none has this section but a file of that agent.
  if (ini.sections.has('ovs')) attempt(problems, () => readOpenvswitchOptions(ini.sections))
  attempt(problems, () => readDhcpOptions(ini.sections))
  attempt(problems, () => readAgentIni(ini.sections))
  const server = attempt(problems, () => readServerIni(ini.sections))
  const warnings = unknownOptions(ini, [
    rendererIniOptions,
    openvswitchIniOptions,
    dhcpIniOptions,
    serverIniOptions,
    agentIniOptions,
    ...BUILT_IN_DRIVERS.map((driver) => driver.iniOptions ?? {}),
  ])
  return {
    problems: unique(problems),
    warnings: [...warnings, ...(server?.warnings ?? [])],
    ini,
    modules,
    ...(ml2 !== undefined && { ml2 }),
    ...(server !== undefined && { server }),
  }
}

function attempt<T>(problems: ConfigurationProblem[], read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    problems.push(...error.problems)
    return undefined
  }
}

/** Controller and agent drivers look at some options both. */
function unique(problems: readonly ConfigurationProblem[]): readonly ConfigurationProblem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()]
}
