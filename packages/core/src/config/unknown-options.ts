import type { ConfigurationProblem } from '../errors/configuration-error.ts'
import { describePlace } from './ini-origins.ts'
import { nearestName } from './nearest-name.ts'
import type { IniConfig } from './read-ini-files.ts'

/**
 * Warnings about sections and options that are not among `known` ones, each with the name that was probably meant. Values are
 * left out: secrets stand under misspelt names too.
 */
export function unknownOptions(
  { sections }: IniConfig,
  known: ReadonlyMap<string, ReadonlySet<string>>,
): readonly ConfigurationProblem[] {
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
