import type { ConfigurationProblem } from '../errors/configuration-error.ts'

/** Inclusive range of segmentation ids. */
export type IdRange = readonly [first: number, last: number]

export interface IdBounds {
  readonly first: number
  readonly last: number
}

/** Reads Neutron's `min:max` entries. Bad ones become problems that name the entry; the good ones are returned. */
export function parseIdRanges(
  entries: readonly string[],
  bounds: IdBounds,
  where: string,
  problems: ConfigurationProblem[],
): readonly IdRange[] {
  return entries.flatMap((entry) => {
    const [, first, last] = /^\s*(\d+)\s*:\s*(\d+)\s*$/.exec(entry) ?? []
    if (first === undefined || last === undefined) {
      problems.push({ where, value: entry, problem: 'is not a range', remedy: 'write min:max, for instance 1:1000' })
      return []
    }
    const range: IdRange = [Number(first), Number(last)]
    const problem = idRangeProblem(range, bounds)
    if (problem === undefined) return [range]
    problems.push({ where, value: entry, ...problem })
    return []
  })
}

/** Judges ranges given as numbers; `where[i]` names the bad ones. */
export function checkIdRanges(
  ranges: readonly IdRange[],
  bounds: IdBounds,
  where: string,
  problems: ConfigurationProblem[],
): void {
  for (const [index, range] of ranges.entries()) {
    const problem = idRangeProblem(range, bounds)
    if (problem !== undefined) {
      problems.push({ where: `${where}[${String(index)}]`, value: range.join(':'), ...problem })
    }
  }
}

function idRangeProblem(
  [first, last]: IdRange,
  bounds: IdBounds,
): Pick<ConfigurationProblem, 'problem' | 'remedy'> | undefined {
  if (!Number.isInteger(first) || !Number.isInteger(last) || first < bounds.first || last > bounds.last) {
    return {
      problem: 'is out of bounds',
      remedy: `ids go from ${String(bounds.first)} to ${String(bounds.last)}`,
    }
  }
  if (first > last) return { problem: 'starts after its end', remedy: `write ${String(last)}:${String(first)}` }
  return undefined
}

/** Sorted, overlapping and touching ranges joined: each id is in exactly one. */
export function mergeIdRanges(ranges: readonly IdRange[]): readonly IdRange[] {
  const merged: [number, number][] = []
  for (const [first, last] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const previous = merged.at(-1)
    if (previous !== undefined && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last)
    else merged.push([first, last])
  }
  return merged
}
