import type { ConfigurationProblem } from '../errors/configuration-error.ts'
import type { IniSections } from '../base/ini-sections.ts'
import type { OptionValues } from './group-entries.ts'

/** Options that values refer to without any file setting them. Neutron: `state_path`. */
const DEFAULTS: ReadonlyMap<string, string> = new Map([['state_path', '/var/lib/neutron']])

/** `$$`, `$name` and `${name}`; a name may be `group.option`. Any other dollar sign stands for itself. */
const REFERENCE = /\$(?:(\$)|([_a-z][._a-z0-9]*)|\{([_a-z][._a-z0-9]*)\})/gi

/**
 * Puts values in the place of `$option` and `${group.option}`; `$$` and `\$` give a dollar sign. A plain name is looked for in
 * the section of the value, then in `[DEFAULT]`. Unknown names and circles go to `problems`; values stay out of the messages,
 * since a password may be among them.
 */
export function interpolate(
  raw: OptionValues,
  place: (section: string, option: string) => string,
  problems: ConfigurationProblem[],
): IniSections {
  const done = new Map<string, readonly string[]>()

  const resolve = (section: string, option: string, path: readonly string[]): readonly string[] => {
    const name = keyOf({ section, option })
    const known = done.get(name)
    if (known !== undefined) return known
    const values = raw.get(section)?.get(option) ?? []
    const result = values.map((value) => substitute(value, section, option, [...path, name]))
    done.set(name, result)
    return result
  }

  const substitute = (value: string, section: string, option: string, path: readonly string[]): string =>
    value
      .replaceAll(String.raw`\$`, '$$$$')
      .replace(REFERENCE, (text, dollar?: string, bare?: string, braced?: string) => {
        const variable = bare ?? braced
        if (dollar !== undefined || variable === undefined) return '$'
        const target = find(raw, section, variable)
        const where = place(section, option)
        if (target === undefined) {
          const fallback = DEFAULTS.get(variable)
          if (fallback !== undefined) return fallback
          const problem = `refers to ${variable}, which no file sets`
          problems.push({ where, problem, remedy: 'set it, or write $$ for a dollar sign' })
          return text
        }
        const start = path.indexOf(keyOf(target))
        if (start >= 0) {
          const circle = [...path.slice(start), keyOf(target)].map((key) => key.replace('\n', '.')).join(' -> ')
          problems.push({ where, problem: `refers to itself: ${circle}`, remedy: 'write one of these values out' })
          return text
        }
        return resolve(target.section, target.option, path).at(-1) ?? ''
      })

  const sections = new Map<string, ReadonlyMap<string, readonly string[]>>()
  for (const [section, options] of raw) {
    sections.set(section, new Map([...options.keys()].map((option) => [option, resolve(section, option, [])])))
  }
  return sections
}

interface Target {
  readonly section: string
  readonly option: string
}

/** Both names may have dots in them, neither a newline. */
function keyOf({ section, option }: Target): string {
  return `${section}\n${option}`
}

/** Section names may have dots in them too, so each dot may be the one between section and option. */
function find(raw: OptionValues, section: string, variable: string): Target | undefined {
  const dots = [...variable.matchAll(/\./g)].map(({ index }) => index)
  const candidates = [
    ...dots.map((dot) => ({ section: variable.slice(0, dot), option: variable.slice(dot + 1) })),
    { section, option: variable },
    { section: 'DEFAULT', option: variable },
  ]
  return candidates.find((target) => raw.get(target.section)?.has(target.option))
}
