import { isIP } from 'node:net'
import type { ConfigurationProblem } from '../errors/configuration-error.ts'
import type { IniSections } from '../base/ini-sections.ts'
import { describePlace } from './ini-origins.ts'

const TRUE = new Set(['true', '1', 'on', 'yes'])
const FALSE = new Set(['false', '0', 'off', 'no'])

/**
 * Reads the options of one INI section by oslo.config's rules (the last value of a repeated option wins, lists are
 * separated by commas) and gathers every problem, so that a driver can report them all at once.
 */
export class IniSectionReader {
  readonly #options: ReadonlyMap<string, readonly string[]>

  constructor(
    private readonly ini: IniSections,
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

  has(option: string): boolean {
    return this.#options.has(option)
  }

  /** One of `choices`, exactly as they are written. */
  choice<Choice extends string>(option: string, choices: readonly Choice[]): Choice | undefined {
    const value = this.text(option)
    if (value === undefined) return undefined
    const found = choices.find((choice) => choice === value)
    if (found === undefined)
      this.complain(option, value, 'is not among the choices', `write one of: ${choices.join(', ')}`)
    return found
  }

  /** An address as it is written and of `family`, where that matters. */
  ip(option: string, family?: 4 | 6): string | undefined {
    const value = this.text(option)
    if (value === undefined) return undefined
    const found = isIP(value)
    if (found !== 0 && (family === undefined || found === family)) return value
    const kind = family === undefined ? 'IP' : `IPv${String(family)}`
    this.complain(
      option,
      value,
      `is no ${kind} address`,
      `write an address such as ${family === 6 ? '2001:db8::1' : '192.0.2.1'}`,
    )
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

  /** Decimal fractions too, such as seconds. */
  number(option: string, min: number, max: number): number | undefined {
    const value = this.text(option)
    if (value === undefined) return undefined
    const number = Number(value)
    if (/^-?\d+(\.\d+)?$/.test(value) && number >= min && number <= max) return number
    this.complain(option, value, 'is out of bounds', `write a number from ${String(min)} to ${String(max)}`)
    return undefined
  }

  /** `key:value` pairs; the value may hold further colons. */
  map(option: string): Readonly<Record<string, string>> | undefined {
    const entries = this.list(option)
    if (entries === undefined) return undefined
    const result = new Map<string, string>()
    for (const entry of entries) {
      const [, key, value] = /^([^:]*[^:\s])\s*:(.+)$/.exec(entry) ?? []
      if (key === undefined || value === undefined) {
        this.complain(option, entry, 'is not of the form name:value', 'write pairs such as physnet1:eth1')
      } else if (result.has(key)) {
        this.complain(option, entry, `names ${key} twice`, 'keep one entry for each name')
      } else result.set(key, value.trim())
    }
    return Object.fromEntries(result)
  }

  complain(option: string, value: string, problem: string, remedy: string): void {
    this.problems.push({ where: this.where(option), value, problem, remedy })
  }

  /** `file:line [section] option`; without the place when the option is not set or was not read from a file. */
  where(option: string): string {
    return describePlace(this.ini, this.section, option)
  }
}
