import { isIPv4, isIPv6 } from 'node:net'
import { ConfigurationError, type ConfigurationProblem, type IniSections } from '@netloom/core'
import { checkIdRanges, type IdBounds, type IdRange, IniSectionReader, parseIdRanges } from '@netloom/core/kit'

/** RFC 7348: 24 bits; 0 is left out because several switches treat it as "no network". */
export const VNI_BOUNDS: IdBounds = { first: 1, last: 2 ** 24 - 1 }

export interface VxlanOptions {
  /** VNIs for project networks, inclusive pairs. Default none: operators may still ask for a VNI of their own. */
  readonly vniRanges?: readonly IdRange[]
  /** Multicast group of networks without population. Told to agents by operators; only checked here. */
  readonly vxlanGroup?: string
}

export interface ParsedVxlanOptions {
  readonly vniRanges: readonly IdRange[]
  readonly vxlanGroup?: string
}

export const VXLAN_SECTION = 'ml2_type_vxlan'

/** @throws {ConfigurationError} with all problems at once */
export function parseVxlanOptions(options: VxlanOptions): ParsedVxlanOptions {
  const problems: ConfigurationProblem[] = []
  const { vniRanges = [], vxlanGroup } = options
  checkIdRanges(vniRanges, VNI_BOUNDS, 'vxlan.vniRanges', problems)
  checkGroup(vxlanGroup, 'vxlan.vxlanGroup', problems)
  return frozen(vniRanges, vxlanGroup, problems)
}

/** Reads `[ml2_type_vxlan]`. @throws {ConfigurationError} with all problems at once */
export function readVxlanOptions(ini: IniSections): ParsedVxlanOptions {
  const problems: ConfigurationProblem[] = []
  const section = new IniSectionReader(ini, VXLAN_SECTION, problems)
  const where = section.where('vni_ranges')
  const vniRanges = parseIdRanges(section.list('vni_ranges') ?? [], VNI_BOUNDS, where, problems)
  const vxlanGroup = section.text('vxlan_group')
  checkGroup(vxlanGroup, section.where('vxlan_group'), problems)
  return frozen(vniRanges, vxlanGroup, problems)
}

function checkGroup(group: string | undefined, where: string, problems: ConfigurationProblem[]): void {
  if (group === undefined || isMulticast(group)) return
  const remedy = 'write an address from 224.0.0.0 to 239.255.255.255 or one that starts with ff'
  problems.push({ where, value: group, problem: 'is no multicast address', remedy })
}

/** RFC 5771 and RFC 4291, 2.7. */
function isMulticast(address: string): boolean {
  if (isIPv4(address)) return /^2(2[4-9]|3\d)\./.test(address)
  return isIPv6(address) && /^ff/i.test(address)
}

function frozen(
  vniRanges: readonly IdRange[],
  vxlanGroup: string | undefined,
  problems: readonly ConfigurationProblem[],
): ParsedVxlanOptions {
  if (problems.length > 0) throw new ConfigurationError(problems)
  const ranges = Object.freeze(vniRanges.map(([first, last]) => Object.freeze([first, last] as const)))
  return Object.freeze({ vniRanges: ranges, ...(vxlanGroup !== undefined && { vxlanGroup }) })
}
