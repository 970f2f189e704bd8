import type { IniSections } from '../base/ini-sections.ts'

/** `file:line` of the value in force; undefined when no file sets the option. */
export type Origin = (section: string, option: string) => string | undefined

// Drivers get sections only, and their messages shall name the file all the same.
const origins = new WeakMap<IniSections, Origin>()

export function rememberOrigin(sections: IniSections, origin: Origin): void {
  origins.set(sections, origin)
}

/** `file:line [section] option`, or without the place for sections that were not read from files. */
export function describePlace(sections: IniSections, section: string, option: string): string {
  const place = origins.get(sections)?.(section, option)
  const name = `[${section}] ${option}`
  return place === undefined ? name : `${place} ${name}`
}
