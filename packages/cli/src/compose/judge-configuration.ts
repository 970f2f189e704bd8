import type { ServiceApi } from '@netloom/api'
import type { ConfigurationProblem, DriverModule, ServiceModule } from '@netloom/core'
import {
  accountForOptions,
  type IniConfig,
  type OptionsWithoutEffect,
  readPermittedEthertypes,
} from '@netloom/core/kit'
import { type Ml2Ini, readMl2Ini } from '@netloom/ml2/ini'
import { readAgentIni } from './agent-ini.ts'
import { findModules } from './controller-modules.ts'
import { findServices } from './controller-services.ts'
import { driverBases } from './driver-bases.ts'
import { findHostPackages } from './host-packages.ts'
import { judgeHostHalves } from './judge-host-halves.ts'
import { attempt, readFiles, unique } from './judge-parts.ts'
import { readLoggingIni } from './logging-ini.ts'
import { namedDrivers } from './named-drivers.ts'
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
  readonly modules: readonly (DriverModule | ServiceModule)[]
  /** What services add to the API. */
  readonly apis: readonly ServiceApi[]
}

export interface JudgeRequest {
  /** Load what runs on hosts, too, so that it judges its options; default true. A controller needs none of it. */
  readonly hostHalves?: boolean
  /** Folders whose node_modules have packages; default as from the working directory. */
  readonly bases?: readonly string[]
}

/** Reads INI files in order, a later one wins, and has every reader judge them, also after the first problem. */
export async function judgeConfiguration(files: readonly string[], request: JudgeRequest = {}): Promise<Judgement> {
  const { ini, problems, warnings: secrets } = await readFiles(files)
  if (ini === undefined) return { problems, warnings: secrets, notes: [], modules: [], apis: [] }
  const bases = request.bases ?? driverBases()
  const found = await findHostPackages(bases)
  const services = await findServices(ini.sections, found.services)
  const ml2 = attempt(problems, () => readMl2Ini(ini, services.inIni))
  const { modules, iniOptions, problems: ofDrivers } = await findModules(ini, ml2 ?? namedDrivers(ini.sections), bases)
  problems.push(...ofDrivers, ...services.problems)
  const hosts = request.hostHalves === false ? undefined : await judgeHostHalves(ini.sections, found)
  problems.push(...(hosts?.problems ?? []))
  attempt(problems, () => readAgentIni(ini.sections))
  attempt(problems, () => readLoggingIni(ini.sections))
  attempt(problems, () => readPermittedEthertypes(ini.sections))
  const server = attempt(problems, () => readServerIni(ini.sections))
  const working = [...workingOptions(found.packages), ...iniOptions, ...services.iniOptions, ...(hosts?.asked ?? [])]
  const account = accountForOptions(ini, working, services.inIni.names)
  problems.push(...account.problems)
  return {
    problems: unique(problems),
    warnings: [
      ...secrets,
      ...services.off.map(turnedOff),
      ...account.warnings,
      ...(server?.warnings ?? []),
      ...(hosts?.warnings ?? []),
    ],
    notes: account.notes,
    ini,
    modules: [...modules, ...services.modules],
    apis: services.apis,
    ...(ml2 !== undefined && { ml2 }),
    ...(server !== undefined && { server }),
  }
}

const turnedOff = (name: string): ConfigurationProblem => ({
  where: `service '${name}'`,
  problem: 'is turned off: it is not started, and what it adds to the API is missing',
  remedy: 'leave out the option that says so, if that is not meant',
})
