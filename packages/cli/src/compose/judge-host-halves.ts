import {
  type ConfigurationProblem,
  isConfigurationError,
  type IniSections,
  type RolePackage,
  type SwitchPackage,
} from '@netloom/core'
import type { Offer } from '@netloom/core/discovery'
import { type OptionCatalogue, RecordedReads } from '@netloom/core/kit'
import { type HostPackages, loadAgentDriver, loadRole, loadSwitch } from './host-packages.ts'
import { attempt } from './judge-parts.ts'

export interface HostVerdict {
  readonly problems: readonly ConfigurationProblem[]
  readonly warnings: readonly ConfigurationProblem[]
  /** Options that the loaded packages ask for, whether their package.json lists them or not. */
  readonly asked: readonly OptionCatalogue[]
}

/** Loads what hosts may run with these files, and has each judge its options: every role, and the switches they speak of. */
export async function judgeHostHalves(sections: IniSections, found: HostPackages): Promise<HostVerdict> {
  const spoken = found.switches.filter((offer) => ownSections(offer, found.switches).some((name) => sections.has(name)))
  const switches = spoken.length > 0 ? spoken : found.switches.slice(0, 1)
  return judgeOffers(sections, [
    ...switches.map((offer) => () => loadSwitch(offer, `[ml2] mechanism_drivers`)),
    ...found.roles.map((offer) => () => loadRole(offer, '--role')),
    ...driversOf(found.roles, found.agentDrivers),
  ])
}

/** What these roles work with, each package once: it may have several names. */
export function driversOf(roles: readonly Offer[], drivers: readonly Offer[]): readonly Load[] {
  const names = new Set(roles.map(({ name }) => name))
  const own = drivers.filter(({ role }) => role !== undefined && names.has(role))
  const entries = new Map(own.map((offer) => [`${offer.from.name} ${offer.entry}#${offer.exportName}`, offer]))
  return [...entries.values()].map((offer) => () => loadAgentDriver(offer, `driver of role ${offer.role ?? ''}`))
}

type Load = () => Promise<Pick<SwitchPackage | RolePackage, 'readOptions'>>

/** What each of some packages says of these options. */
export async function judgeOffers(sections: IniSections, loads: readonly Load[]): Promise<HostVerdict> {
  const problems: ConfigurationProblem[] = []
  const warnings: ConfigurationProblem[] = []
  const asked: OptionCatalogue[] = []
  for (const load of loads) {
    try {
      const half = await load()
      warnings.push(...(attempt(problems, () => half.readOptions(sections))?.warnings ?? []))
      asked.push(optionsOf(half))
    } catch (error) {
      if (!isConfigurationError(error)) throw error
      problems.push(...error.problems)
    }
  }
  return { problems, warnings, asked }
}

function optionsOf(half: Pick<SwitchPackage | RolePackage, 'readOptions'>): OptionCatalogue {
  const reads = new RecordedReads()
  try {
    half.readOptions(reads)
  } catch {
    // A file that says nothing is not enough for some; they have asked by then.
  }
  return reads.asked
}

/** Sections that no other switch reads: a file with one of them is for a host of its kind. */
function ownSections(offer: Offer, switches: readonly Offer[]): readonly string[] {
  const sectionsOf = ({ sections, from }: Offer): readonly string[] => [
    ...sections,
    ...Object.keys(from.manifest.netloom?.options ?? {}),
  ]
  const others = new Set(switches.filter((other) => other !== offer).flatMap(sectionsOf))
  return sectionsOf(offer).filter((section) => !others.has(section))
}
