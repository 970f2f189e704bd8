import { ConfigurationError, type ConfigurationProblem } from '../errors/configuration-error.ts'
import type { IniSections } from '../base/ini-sections.ts'
import { groupEntries, type OptionValues } from './group-entries.ts'
import { describePlace, rememberOrigin, type Origin } from './ini-origins.ts'
import { interpolate } from './interpolate.ts'
import { scanIni, type IniFile } from './scan-ini.ts'

/** Several INI files read as one. */
export interface IniConfig {
  /**
   * Exact strings, references replaced; several values where one file repeats an option. Sections are in lower case but for
   * `DEFAULT`; options are as they are written.
   */
  readonly sections: IniSections
  /** `file:line` of the value in force; undefined when no file sets the option. */
  readonly origin: Origin
}

/**
 * Reads INI files as oslo.config reads them, in order: what a later file says about an option replaces what earlier ones said.
 * @throws {ConfigurationError} with every wrong line and reference of all files
 */
export function readIniFiles(files: readonly IniFile[]): IniConfig {
  const problems: ConfigurationProblem[] = []
  const raw: OptionValues = new Map()
  const places = new Map<string, Map<string, string>>()
  for (const file of files) {
    const scanned = scanIni(file, problems)
    for (const [section, options] of groupEntries(scanned)) {
      const merged = raw.get(section) ?? new Map<string, readonly string[]>()
      for (const [option, values] of options) merged.set(option, values)
      raw.set(section, merged)
    }
    for (const { section, option, line } of scanned.entries) {
      const lines = places.get(section) ?? new Map<string, string>()
      places.set(section, lines.set(option, `${file.path}:${String(line)}`))
    }
  }
  const origin: Origin = (section, option) => places.get(section)?.get(option)
  // References are looked up among what the files say, so the names in messages come from there too.
  rememberOrigin(raw, origin)
  const sections = interpolate(raw, (section, option) => describePlace(raw, section, option), problems)
  if (problems.length > 0) throw new ConfigurationError(problems)
  rememberOrigin(sections, origin)
  return { sections, origin }
}
