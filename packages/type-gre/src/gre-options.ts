import { ConfigurationError, type ConfigurationProblem, type IniSections } from '@netloom/core'
import { checkIdRanges, type IdBounds, type IdRange, IniSectionReader, parseIdRanges } from '@netloom/core/kit'

/** RFC 2890, 2.1: the key field has 32 bits; 0 is left out because several switches treat it as "no key". */
export const KEY_BOUNDS: IdBounds = { first: 1, last: 2 ** 32 - 1 }

export interface GreOptions {
  /** GRE keys for project networks, inclusive pairs. Default none: operators may still ask for one of their own. */
  readonly tunnelIdRanges?: readonly IdRange[]
}

export type ParsedGreOptions = Required<GreOptions>

export const GRE_SECTION = 'ml2_type_gre'

/** @throws {ConfigurationError} with all problems at once */
export function parseGreOptions({ tunnelIdRanges = [] }: GreOptions): ParsedGreOptions {
  const problems: ConfigurationProblem[] = []
  checkIdRanges(tunnelIdRanges, KEY_BOUNDS, 'gre.tunnelIdRanges', problems)
  return frozen(tunnelIdRanges, problems)
}

/** Reads `[ml2_type_gre]`. @throws {ConfigurationError} with all problems at once */
export function readGreOptions(ini: IniSections): ParsedGreOptions {
  const problems: ConfigurationProblem[] = []
  const section = new IniSectionReader(ini, GRE_SECTION, problems)
  const where = section.where('tunnel_id_ranges')
  return frozen(parseIdRanges(section.list('tunnel_id_ranges') ?? [], KEY_BOUNDS, where, problems), problems)
}

function frozen(tunnelIdRanges: readonly IdRange[], problems: readonly ConfigurationProblem[]): ParsedGreOptions {
  if (problems.length > 0) throw new ConfigurationError(problems)
  return Object.freeze({
    tunnelIdRanges: Object.freeze(tunnelIdRanges.map(([first, last]) => Object.freeze([first, last] as const))),
  })
}
