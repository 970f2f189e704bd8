import type { ConfigurationProblem } from '../errors/configuration-error.ts'
import { describePlace } from './ini-origins.ts'
import { nearestName } from './nearest-name.ts'
import { NEUTRON_OPTIONS } from './neutron-options.ts'
import type { OptionCatalogue } from './option-catalogue.ts'
import type { IniConfig } from './read-ini-files.ts'

/**
 * Warnings about sections and options that neither Neutron's files nor `catalogues` (the `iniOptions` of drivers) know, each
 * with the name that was probably meant. Values are left out: secrets stand under misspelt names too.
 */
export function unknownOptions(
  { sections }: IniConfig,
  catalogues: readonly OptionCatalogue[],
): readonly ConfigurationProblem[] {
  const known = merge([NEUTRON_OPTIONS, ...catalogues])
  const warnings: ConfigurationProblem[] = []
  for (const [section, options] of sections) {
    const names = known.get(section)
    if (names === undefined) {
      const [first] = options.keys()
      const where = first === undefined ? `[${section}]` : describePlace(sections, section, first)
      const remedy = guess(nearestName(section, known.keys()), (name) => `[${name}]`)
      warnings.push({ where, problem: `nobody reads a section [${section}]`, remedy })
      continue
    }
    for (const option of options.keys()) {
      if (names.has(option)) continue
      const where = describePlace(sections, section, option)
      const elsewhere = [...known].filter(([, others]) => others.has(option)).map(([name]) => `[${name}]`)
      const near = nearestName(option, names)
      const remedy =
        near === undefined && elsewhere.length > 0
          ? `move it to ${elsewhere.join(' or ')}, or remove it`
          : guess(near, (name) => name)
      warnings.push({ where, problem: `nobody reads ${option} in [${section}]`, remedy })
    }
  }
  return warnings
}

function guess(near: string | undefined, show: (name: string) => string): string {
  return near === undefined ? 'remove it, or correct its name' : `did you mean ${show(near)}?`
}

function merge(catalogues: readonly OptionCatalogue[]): ReadonlyMap<string, ReadonlySet<string>> {
  const known = new Map<string, Set<string>>()
  for (const [section, options] of catalogues.flatMap((catalogue) => Object.entries(catalogue))) {
    const names = known.get(section) ?? new Set<string>()
    known.set(section, names)
    for (const option of options) names.add(option)
  }
  return known
}
