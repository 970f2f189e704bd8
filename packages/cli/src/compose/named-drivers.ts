import type { IniSections } from '@netloom/core'
import { foreignExtensions, IniSectionReader } from '@netloom/core/kit'
import { BUILT_IN_DRIVERS } from './built-in-drivers.ts'

export interface NamedDrivers {
  readonly typeDrivers: readonly string[]
  readonly mechanismDrivers: readonly string[]
  readonly extensionDrivers: readonly string[]
}

/** The drivers that `[ml2]` names, each once: to go on judging when something else in that section is wrong. */
export function namedDrivers(sections: IniSections): NamedDrivers {
  const ml2 = new IniSectionReader(sections, 'ml2', [])
  const names = (option: string): readonly string[] => [...new Set(ml2.list(option))]
  const types = BUILT_IN_DRIVERS.filter(({ kind }) => kind === 'type').map(({ name }) => name)
  return {
    typeDrivers: ml2.has('type_drivers') ? names('type_drivers') : types,
    mechanismDrivers: names('mechanism_drivers'),
    extensionDrivers: foreignExtensions(names('extension_drivers')),
  }
}
