import type { ConfigurationProblem } from '../errors/configuration-error.ts'
import type { IniSections } from '../registry/driver-module.ts'

const TRUE = new Set(['true', '1', 'on', 'yes'])
const FALSE = new Set(['false', '0', 'off', 'no'])

/**
 * Reads the options of one INI section by oslo.config's rules (the last value of a repeated option wins, lists are
 * separated by commas) and gathers every problem, so that a driver can report them all at once.
 */
export class IniSectionReader {
  readonly #options: ReadonlyMap<string, readonly string[]>

  constructor(
    ini: IniSections,
    private readonly section: string,
    private readonly problems: ConfigurationProblem[],
  ) {
    this.#options = ini.get(section) ?? new Map<string, readonly string[]>()
  }

  /** undefined when absent or empty. */
  text(option: string): string | undefined {
    const value = this.#options.get(option)?.at(-1)?.trim()
    return value === '' ? undefined : value
  }

  list(option: string): readonly string[] | undefined {
    const value = this.#options.get(option)?.at(-1)
    return value
      ?.split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '')
  }

  boolean(option: string): boolean | undefined {
    const value = this.text(option)
    if (value === undefined) return undefined
    if (TRUE.has(value.toLowerCase())) return true
    if (FALSE.has(value.toLowerCase())) return false
    this.complain(option, value, 'is neither true nor false', 'write True or False')
    return undefined
  }

  integer(option: string, min: number, max: number): number | undefined {
    const value = this.text(option)
    if (value === undefined) return undefined
    const number = Number(value)
    if (/^-?\d+$/.test(value) && number >= min && number <= max) return number
    this.complain(option, value, 'is out of bounds', `write a whole number from ${String(min)} to ${String(max)}`)
    return undefined
  }

  /** `key:value` pairs; the value may hold further colons. */
  map(option: string): Readonly<Record<string, string>> | undefined {
    const entries = this.list(option)
    if (entries === undefined) return undefined
    const result: Record<string, string> = {}
    for (const entry of entries) {
      const [, key, value] = /^([^:]+):(.+)$/.exec(entry) ?? []
      if (key === undefined || value === undefined) {
        this.complain(option, entry, 'is not of the form name:value', 'write pairs such as physnet1:eth1')
      } else if (key in result) {
        this.complain(option, entry, `names ${key} twice`, 'keep one entry for each name')
      } else result[key.trim()] = value.trim()
    }
    return result
  }

  complain(option: string, value: string, problem: string, remedy: string): void {
    this.problems.push({ where: this.where(option), value, problem, remedy })
  }

  where(option: string): string {
    return `[${this.section}] ${option}`
  }
}
