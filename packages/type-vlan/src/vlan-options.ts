import { ConfigurationError, type ConfigurationProblem, type IniSections } from '@netloom/core'
import { checkIdRanges, type IdBounds, type IdRange, IniSectionReader, parseIdRanges } from '@netloom/core/kit'

/** IEEE 802.1Q, 9.6: 0 and 4095 are reserved. */
export const VLAN_BOUNDS: IdBounds = { first: 1, last: 4094 }

export interface VlanOptions {
  /**
   * Physical networks that carry VLANs, and the VLANs of each that are for project networks, inclusive pairs; an empty list
   * leaves them to operators.
   */
  readonly networkVlanRanges?: Readonly<Record<string, readonly IdRange[]>>
}

export interface ParsedVlanOptions {
  readonly networkVlanRanges: ReadonlyMap<string, readonly IdRange[]>
}

export const VLAN_SECTION = 'ml2_type_vlan'

/** @throws {ConfigurationError} with all problems at once */
export function parseVlanOptions({ networkVlanRanges = {} }: VlanOptions): ParsedVlanOptions {
  const problems: ConfigurationProblem[] = []
  const ranges = new Map<string, readonly IdRange[]>()
  for (const [name, own] of Object.entries(networkVlanRanges)) {
    const where = `vlan.networkVlanRanges.${name}`
    checkName(name, where, name, problems)
    checkIdRanges(own, VLAN_BOUNDS, where, problems)
    ranges.set(
      name,
      own.map(([first, last]) => [first, last] as const),
    )
  }
  return parsed(ranges, problems)
}

/** Reads `[ml2_type_vlan]`: `physnet1:1000:1999,physnet1:3000:3099,physnet2`. @throws {ConfigurationError} with all problems at once */
export function readVlanOptions(ini: IniSections): ParsedVlanOptions {
  const problems: ConfigurationProblem[] = []
  const section = new IniSectionReader(ini, VLAN_SECTION, problems)
  const where = section.where('network_vlan_ranges')
  const ranges = new Map<string, readonly IdRange[]>()
  for (const entry of section.list('network_vlan_ranges') ?? []) {
    const [name = '', ...bounds] = entry.split(':').map((part) => part.trim())
    checkName(name, where, entry, problems)
    const found: ConfigurationProblem[] = []
    const own = bounds.length === 0 ? [] : parseIdRanges([bounds.join(':')], VLAN_BOUNDS, where, found)
    problems.push(...found.map((problem) => ({ ...problem, value: entry, ...remedyFor(problem) })))
    ranges.set(name, [...(ranges.get(name) ?? []), ...own])
  }
  return parsed(ranges, problems)
}

/** An entry is not a bare range here. */
function remedyFor({ problem }: ConfigurationProblem): { readonly remedy?: string } {
  return problem === 'is not a range' ? { remedy: 'write physical_network:min:max, or the physical network alone' } : {}
}

function checkName(name: string, where: string, value: string, problems: ConfigurationProblem[]): void {
  if (name !== '') return
  problems.push({ where, value, problem: 'names no physical network', remedy: 'write physical_network:min:max' })
}

function parsed(
  networkVlanRanges: ReadonlyMap<string, readonly IdRange[]>,
  problems: readonly ConfigurationProblem[],
): ParsedVlanOptions {
  if (problems.length > 0) throw new ConfigurationError(problems)
  return Object.freeze({ networkVlanRanges })
}
