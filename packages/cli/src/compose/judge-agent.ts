import type { ConfigurationProblem } from '@netloom/core'
import type { Offer } from '@netloom/core/discovery'
import {
  accountForOptions,
  type IniConfig,
  type OptionsWithoutEffect,
  readPermittedEthertypes,
} from '@netloom/core/kit'
import { readAgentIni } from './agent-ini.ts'
import { chooseSwitch } from './choose-switch.ts'
import { guardChoice } from './firewall-driver.ts'
import { guardsOf } from './guard-switch.ts'
import { type HostPackages, loadRole, loadSwitch } from './host-packages.ts'
import { driversOf, judgeOffers } from './judge-host-halves.ts'
import { attempt, readFiles, unique } from './judge-parts.ts'
import { readLoggingIni } from './logging-ini.ts'
import { workingOptions } from './working-options.ts'

/** What a set of INI files comes to for one agent. */
export interface AgentJudgement {
  readonly problems: readonly ConfigurationProblem[]
  readonly warnings: readonly ConfigurationProblem[]
  readonly notes: readonly OptionsWithoutEffect[]
  readonly ini?: IniConfig
}

export interface AgentJudgeRequest {
  readonly found: HostPackages
  readonly roles: readonly Offer[]
  readonly mechanism?: string
}

/** Loads what the agent runs and nothing else: of all other options it is enough to know that somebody reads them. */
export async function judgeAgent(files: readonly string[], request: AgentJudgeRequest): Promise<AgentJudgement> {
  const { found, roles, mechanism } = request
  const { ini, problems, warnings: secrets } = await readFiles(files)
  if (ini === undefined) return { problems, warnings: secrets, notes: [] }
  const loaded = await Promise.all(roles.map((role) => loadRole(role, '--role')))
  const plugged = loaded.some(({ usesSwitch }) => usesSwitch === true)
    ? attempt(problems, () => chooseSwitch(ini, mechanism, found))
    : undefined
  const verdict = await judgeOffers(ini.sections, [
    ...(plugged === undefined ? [] : [() => loadSwitch(plugged, '--mechanism')]),
    ...loaded.map((role) => () => Promise.resolve(role)),
    ...driversOf(roles, found.agentDrivers),
  ])
  problems.push(...verdict.problems)
  if (plugged !== undefined) attempt(problems, () => guardChoice(ini, guardsOf(plugged.name, found.firewalls)))
  attempt(problems, () => readAgentIni(ini.sections))
  attempt(problems, () => readLoggingIni(ini.sections))
  attempt(problems, () => readPermittedEthertypes(ini.sections))
  const account = accountForOptions(ini, [...workingOptions(found.packages), ...verdict.asked])
  problems.push(...account.problems)
  return {
    problems: unique(problems),
    warnings: [...secrets, ...account.warnings, ...verdict.warnings],
    notes: account.notes,
    ini,
  }
}
