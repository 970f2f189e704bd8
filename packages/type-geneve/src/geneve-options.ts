import { ConfigurationError, type ConfigurationProblem, type IniSections } from '@netloom/core'
import { checkIdRanges, type IdBounds, type IdRange, IniSectionReader, parseIdRanges } from '@netloom/core/kit'

/** RFC 8926, 3.4: 24 bits; 0 is left out because several switches treat it as "no network". */
export const VNI_BOUNDS: IdBounds = { first: 1, last: 2 ** 24 - 1 }

/** UDP 8, Geneve without options 8 (RFC 8926, 3) and the inner Ethernet header 14. */
const SMALLEST_HEADER = 30
/** The length field counts up to 63 words of options. */
const LARGEST_HEADER = SMALLEST_HEADER + 63 * 4

export interface GeneveOptions {
  /** VNIs for project networks, inclusive pairs. Default none: operators may still ask for one of their own. */
  readonly vniRanges?: readonly IdRange[]
  /** Bytes to leave for everything between the outer IP header and the inner packet, options included. Default 30. */
  readonly maxHeaderSize?: number
}

export type ParsedGeneveOptions = Required<GeneveOptions>

export const GENEVE_SECTION = 'ml2_type_geneve'

/** @throws {ConfigurationError} with all problems at once */
export function parseGeneveOptions(options: GeneveOptions): ParsedGeneveOptions {
  const problems: ConfigurationProblem[] = []
  const { vniRanges = [], maxHeaderSize = SMALLEST_HEADER } = options
  checkIdRanges(vniRanges, VNI_BOUNDS, 'geneve.vniRanges', problems)
  if (!Number.isInteger(maxHeaderSize) || maxHeaderSize < SMALLEST_HEADER || maxHeaderSize > LARGEST_HEADER) {
    const remedy = `write a whole number from ${String(SMALLEST_HEADER)} to ${String(LARGEST_HEADER)}`
    problems.push({ where: 'geneve.maxHeaderSize', value: String(maxHeaderSize), problem: 'is out of bounds', remedy })
  }
  return frozen(vniRanges, maxHeaderSize, problems)
}

/** Reads `[ml2_type_geneve]`. @throws {ConfigurationError} with all problems at once */
export function readGeneveOptions(ini: IniSections): ParsedGeneveOptions {
  const problems: ConfigurationProblem[] = []
  const section = new IniSectionReader(ini, GENEVE_SECTION, problems)
  const where = section.where('vni_ranges')
  const vniRanges = parseIdRanges(section.list('vni_ranges') ?? [], VNI_BOUNDS, where, problems)
  const maxHeaderSize = section.integer('max_header_size', SMALLEST_HEADER, LARGEST_HEADER) ?? SMALLEST_HEADER
  return frozen(vniRanges, maxHeaderSize, problems)
}

function frozen(
  vniRanges: readonly IdRange[],
  maxHeaderSize: number,
  problems: readonly ConfigurationProblem[],
): ParsedGeneveOptions {
  if (problems.length > 0) throw new ConfigurationError(problems)
  const ranges = Object.freeze(vniRanges.map(([first, last]) => Object.freeze([first, last] as const)))
  return Object.freeze({ vniRanges: ranges, maxHeaderSize })
}
