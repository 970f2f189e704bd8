import { ConfigurationError, type ConfigurationProblem, type IniSections } from '@netloom/core'
import { IniSectionReader } from '@netloom/core/kit'

export interface FlatOptions {
  /** Physical networks that may carry a flat network; `'*'` (default) = any, `[]` = none. */
  readonly flatNetworks?: '*' | readonly string[]
}

export interface ParsedFlatOptions {
  readonly flatNetworks: '*' | readonly string[]
}

export const FLAT_SECTION = 'ml2_type_flat'

/** @throws {ConfigurationError} with all problems at once */
export function parseFlatOptions({ flatNetworks = '*' }: FlatOptions): ParsedFlatOptions {
  return checked(flatNetworks, 'flat.flatNetworks')
}

/** Reads `[ml2_type_flat]`. @throws {ConfigurationError} with all problems at once */
export function readFlatOptions(ini: IniSections): ParsedFlatOptions {
  const section = new IniSectionReader(ini, FLAT_SECTION, [])
  const names = section.list('flat_networks') ?? ['*']
  return checked(names.includes('*') ? '*' : names, section.where('flat_networks'))
}

function checked(flatNetworks: '*' | readonly string[], where: string): ParsedFlatOptions {
  if (flatNetworks === '*') return Object.freeze({ flatNetworks })
  const problems = flatNetworks.flatMap((name, index): ConfigurationProblem[] => {
    const entry = { where: `${where}[${String(index)}]`, value: name }
    if (name.trim() === '') return [{ ...entry, problem: 'is an empty name', remedy: 'remove the entry' }]
    if (flatNetworks.indexOf(name) !== index) {
      return [{ ...entry, problem: 'is listed twice', remedy: 'keep one of the entries' }]
    }
    return []
  })
  if (problems.length > 0) throw new ConfigurationError(problems)
  return Object.freeze({ flatNetworks: Object.freeze([...flatNetworks]) })
}
