import { ConfigurationError, type ConfigurationProblem } from '../errors/configuration-error.ts'
import type { IniSections } from '../base/ini-sections.ts'
import { IniSectionReader } from './ini-section-reader.ts'

/** What guards look into: letting these through unseen would be no port security at all. */
const GUARDED = new Map([
  [0x0800, 'IPv4'],
  [0x0806, 'ARP'],
  [0x86dd, 'IPv6'],
])
const REMEDY = 'write hexadecimal ethertypes from 0x600 to 0xffff of other protocols, such as 0x4008'

/**
 * Ethertypes that ports may send and get although port security looks into nothing of them. Neutron:
 * `[securitygroup] permitted_ethertypes`. @throws {ConfigurationError} with all problems at once
 */
export function readPermittedEthertypes(ini: IniSections): readonly number[] {
  const problems: ConfigurationProblem[] = []
  const section = new IniSectionReader(ini, 'securitygroup', problems)
  const found = (section.list('permitted_ethertypes') ?? []).flatMap((text): readonly number[] => {
    const number = /^0x[0-9a-f]{1,4}$/i.test(text) ? Number(text) : NaN
    const guarded = GUARDED.get(number)
    if (number >= 0x0600 && guarded === undefined) return [number]
    const problem =
      guarded === undefined ? 'is no ethertype' : `is ${guarded}, of which port security lets its own addresses pass`
    section.complain('permitted_ethertypes', text, problem, REMEDY)
    return []
  })
  if (problems.length > 0) throw new ConfigurationError(problems)
  return [...new Set(found)].sort((a, b) => a - b)
}
