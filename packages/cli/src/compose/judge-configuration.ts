import { readDhcpOptions } from '@netloom/agent-dhcp'
import { ConfigurationError, type ConfigurationProblem, type DriverModule } from '@netloom/core'
import {
  accountForOptions,
  type IniConfig,
  type OptionsWithoutEffect,
  readIniFiles,
  readPermittedEthertypes,
} from '@netloom/core/kit'
import { type Ml2Ini, readMl2Ini } from '@netloom/ml2/ini'
import { readRendererOptions } from '@netloom/mech-linuxbridge/agent'
import { readOpenvswitchOptions } from '@netloom/mech-ovs/agent'
import { readAgentIni } from './agent-ini.ts'
import { findModules } from './controller-modules.ts'
import { readLoggingIni } from './logging-ini.ts'
import { judgeSecrets } from '../secrets/judge-secrets.ts'
import { secretsInIni } from '../secrets/secrets-in-ini.ts'
import { namedDrivers } from './named-drivers.ts'
import { readIniTexts } from './read-ini-texts.ts'
import { readServerIni, type ServerIni } from './server-ini.ts'
import { workingOptions } from './working-options.ts'

/** What a set of INI files comes to, for controller and agents alike. */
export interface Judgement {
  /** Everything wrong, of all readers. */
  readonly problems: readonly ConfigurationProblem[]
  /** Options that nobody reads, each with the nearest name that somebody does; secrets that others can read. */
  readonly warnings: readonly ConfigurationProblem[]
  /** Options of Neutron's that have no effect here, and what does their job. */
  readonly notes: readonly OptionsWithoutEffect[]
  /** Absent when the files cannot be read as INI. */
  readonly ini?: IniConfig
  readonly ml2?: Ml2Ini
  readonly server?: ServerIni
  readonly modules: readonly DriverModule[]
}

/** Reads INI files in order, a later one wins, and has every reader judge them, also after the first problem. */
export async function judgeConfiguration(files: readonly string[]): Promise<Judgement> {
  const { texts, problems } = await readIniTexts(files)
  const secrets = await judgeSecrets(secretsInIni(texts))
  problems.push(...secrets.problems)
  const ini = attempt(problems, () => readIniFiles(texts))
  if (ini === undefined) return { problems, warnings: secrets.warnings, notes: [], modules: [] }
  const ml2 = attempt(problems, () => readMl2Ini(ini))
  const { modules, iniOptions, problems: ofDrivers } = await findModules(ini, ml2 ?? namedDrivers(ini.sections))
  problems.push(...ofDrivers)
  attempt(problems, () => readRendererOptions(ini.sections))
  // A controller gets the files of all agents, and none has this section but a file of that agent.
  const ovs = ini.sections.has('ovs') ? attempt(problems, () => readOpenvswitchOptions(ini.sections)) : undefined
  attempt(problems, () => readDhcpOptions(ini.sections))
  attempt(problems, () => readAgentIni(ini.sections))
  attempt(problems, () => readLoggingIni(ini.sections))
  attempt(problems, () => readPermittedEthertypes(ini.sections))
  const server = attempt(problems, () => readServerIni(ini.sections))
  const account = accountForOptions(ini, [workingOptions(), ...iniOptions])
  problems.push(...account.problems)
  return {
    problems: unique(problems),
    warnings: [...secrets.warnings, ...account.warnings, ...(server?.warnings ?? []), ...(ovs?.warnings ?? [])],
    notes: account.notes,
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
