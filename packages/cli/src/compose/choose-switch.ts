import { ConfigurationError } from '@netloom/core'
import type { InstalledPackage, Offer } from '@netloom/core/discovery'
import { type IniConfig, IniSectionReader } from '@netloom/core/kit'
import { Failure } from '../base/failure.ts'
import { describeOffers, type HostPackages } from './host-packages.ts'

/**
 * Which switch an agent drives: `wanted`; else the one whose sections the files have; else the one that
 * `[ml2] mechanism_drivers` names; else the first that there is. Neutron has a program for each instead.
 * @throws {Failure} for a name that no package brings
 * @throws {ConfigurationError} when the files speak of several alike
 */
export function chooseSwitch({ sections }: IniConfig, wanted: string | undefined, found: HostPackages): Offer {
  const { switches } = found
  if (wanted !== undefined) return requireSwitch('--mechanism', wanted, found)
  const drivers = new IniSectionReader(sections, 'ml2', []).list('mechanism_drivers') ?? []
  const described = switches.filter((one) => one.sections.some((section) => sections.has(section)))
  const named = switches.filter(({ name }) => drivers.includes(name))
  const [first] = [described, named].find((some) => some.length === 1) ?? []
  if (first !== undefined) return first
  const several = described.length > 0 ? described : named
  const [usual] = switches
  if (several.length === 0 && usual !== undefined) return usual
  const names = several.map(({ name }) => name)
  throw new ConfigurationError([
    several.length === 0
      ? { where: '--mechanism', problem: 'no installed package brings a switch', remedy: 'install one that does' }
      : {
          where: '--mechanism',
          problem: `the files speak of ${names.join(' and of ')}`,
          remedy: `write --mechanism ${names.join(' or --mechanism ')}`,
        },
  ])
}

/** @throws {Failure} in one line that lists what was found */
export function requireSwitch(where: string, wanted: string, { switches, packages }: HostPackages): Offer {
  const found = switches.find(({ name }) => name === wanted)
  if (found !== undefined) return found
  const half = packages.find((one) => bringsDriver(one, wanted))
  const problem =
    half === undefined
      ? 'no such switch'
      : `package ${half.name} has no half for hosts: its package.json has no netloom.switches.${wanted}`
  const remedy = half === undefined ? `or install netloom-mech-${wanted}` : `or update ${half.name}`
  throw new Failure(`${where} ${wanted}: ${problem}; found: ${describeOffers(switches)}; ${remedy}`, 'usage')
}

const bringsDriver = ({ name, manifest }: InstalledPackage, wanted: string): boolean =>
  name === `netloom-mech-${wanted}` || manifest.netloom?.drivers?.[wanted] !== undefined
