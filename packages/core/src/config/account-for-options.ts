import type { ConfigurationProblem } from '../errors/configuration-error.ts'
import { IniSectionReader } from './ini-section-reader.ts'
import { FEATURE_NOTES } from './neutron/feature-notes.ts'
import { HOST_NOTES } from './neutron/host-notes.ts'
import { missingPlugins } from './in-tree-plugins.ts'
import type { OptionNote } from './neutron/option-note.ts'
import { REFUSALS } from './neutron/refusals.ts'
import { SERVICE_NOTES } from './neutron/service-notes.ts'
import { mergeCatalogues, type OptionCatalogue } from './option-catalogue.ts'
import type { IniConfig } from './read-ini-files.ts'
import { unknownOptions } from './unknown-options.ts'

export { REFUSALS }

/** Options of Neutron's files, and older names that still turn up in them, that have no effect here: what does their job. */
export const NOTES: readonly OptionNote[] = [...SERVICE_NOTES, ...HOST_NOTES, ...FEATURE_NOTES]

/** Every option of a set of files has an effect, a word about what does its job, or a refusal. */
export interface OptionAccount {
  /** Options that ask for what is not here and would be missed. */
  readonly problems: readonly ConfigurationProblem[]
  /** Options that nobody knows, each with the name that was probably meant, and services that are not offered yet. */
  readonly warnings: readonly ConfigurationProblem[]
  /** Options without an effect, all of one reason in one line: `where` names them. */
  readonly notes: readonly OptionsWithoutEffect[]
}

export interface OptionsWithoutEffect {
  /** `[section] option`, in the order of the catalogue. */
  readonly options: readonly string[]
  /** What does their job instead. */
  readonly instead: string
}

/**
 * Looks at every option that `ini` sets. `working` = what the readers of controller, agents and drivers read; `services` = those
 * that installed packages bring.
 */
export function accountForOptions(
  ini: IniConfig,
  working: readonly OptionCatalogue[],
  services: readonly string[] = [],
): OptionAccount {
  const read = mergeCatalogues(working)
  const works = (section: string, option: string): boolean => read.get(section)?.has(option) ?? false
  const known = mergeCatalogues([
    ...working,
    ...NOTES.map(({ section, options }) => ({ [section]: options })),
    ...REFUSALS.map(({ section, option }) => ({ [section]: [option] })),
  ])
  return {
    problems: refused(ini, works),
    warnings: [...unknownOptions(ini, known), ...missingPlugins(ini.sections, services)],
    notes: withoutEffect(ini, works),
  }
}

type Works = (section: string, option: string) => boolean

function refused({ sections }: IniConfig, works: Works): readonly ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = []
  for (const { section, option, harmless, problem, remedy } of REFUSALS) {
    if (works(section, option)) continue
    const reader = new IniSectionReader(sections, section, problems)
    const value = reader.text(option)
    if (value !== undefined && !harmless.includes(value.toLowerCase())) reader.complain(option, value, problem, remedy)
  }
  return problems
}

function withoutEffect({ sections }: IniConfig, works: Works): readonly OptionsWithoutEffect[] {
  const byReason = new Map<string, string[]>()
  for (const { section, options, instead } of NOTES) {
    const set = options.filter((option) => !works(section, option) && isSet(sections.get(section)?.get(option)))
    const others = byReason.get(instead) ?? []
    byReason.set(instead, [...others, ...set.map((option) => `[${section}] ${option}`)])
  }
  return [...byReason].filter(([, options]) => options.length > 0).map(([instead, options]) => ({ options, instead }))
}

/** An empty value asks for nothing. */
const isSet = (values: readonly string[] | undefined): boolean => (values?.at(-1)?.trim() ?? '') !== ''
