import { IniSectionReader, type IniSections } from '@netloom/core'

export interface NamedDrivers {
  readonly typeDrivers: readonly string[]
  readonly mechanismDrivers: readonly string[]
  readonly extensionDrivers: readonly string[]
}

/** The drivers that `[ml2]` names, each once: to go on judging when something else in that section is wrong. */
export function namedDrivers(sections: IniSections): NamedDrivers {
  const ml2 = new IniSectionReader(sections, 'ml2', [])
  const names = (option: string): readonly string[] => [...new Set(ml2.list(option))]
  return {
    typeDrivers: names('type_drivers'),
    mechanismDrivers: names('mechanism_drivers'),
    extensionDrivers: names('extension_drivers'),
  }
}
