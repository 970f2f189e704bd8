import { parseCidr } from '@netloom/core/kit'

/** Those of the prefixes that no other one covers: sets of the kernel take no two that overlap. Prefixes nest or are apart. */
export function maximalPrefixes(prefixes: ReadonlySet<string>): ReadonlySet<string> {
  if (prefixes.size < 2) return prefixes
  const ranges = [...prefixes].flatMap((text) => {
    const cidr = parseCidr(text)
    return cidr === undefined ? [] : [{ text, ...cidr }]
  })
  ranges.sort((a, b) => (a.first === b.first ? a.prefixLength - b.prefixLength : a.first < b.first ? -1 : 1))
  const kept = new Set<string>()
  let last = -1n
  for (const range of ranges) {
    if (range.last <= last) continue
    kept.add(range.text)
    last = range.last
  }
  return kept
}
