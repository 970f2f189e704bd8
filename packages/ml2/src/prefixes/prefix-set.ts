/** A run of addresses, both ends included. Every `Cidr` is one. */
export interface Run {
  readonly first: bigint
  readonly last: bigint
}

/** Addresses of one IP version as runs: ascending, and no run touches the next. What arithmetic costs depends on runs, not addresses. */
export type PrefixSet = readonly Run[]

/** Any runs, overlapping or not, in any order. */
export function prefixSet(runs: Iterable<Run>): PrefixSet {
  const ordered = [...runs].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))
  const merged: { first: bigint; last: bigint }[] = []
  let end: { first: bigint; last: bigint } | undefined
  for (const { first, last } of ordered) {
    if (end !== undefined && first <= end.last + 1n) {
      if (last > end.last) end.last = last
    } else {
      end = { first, last }
      merged.push(end)
    }
  }
  return merged
}

export function union(a: PrefixSet, b: PrefixSet): PrefixSet {
  return prefixSet([...a, ...b])
}

/** What is in `from` and not in `removed`; one pass over both. */
export function difference(from: PrefixSet, removed: PrefixSet): PrefixSet {
  const left: Run[] = []
  let at = 0
  for (const { first, last } of from) {
    let next = first
    while (at < removed.length) {
      const hole = removed[at]
      if (hole === undefined || hole.first > last) break
      if (hole.last >= next) {
        if (hole.first > next) left.push({ first: next, last: hole.first - 1n })
        next = hole.last + 1n
      }
      // a hole that reaches beyond this run may cut the next one, too
      if (hole.last > last) break
      at += 1
    }
    if (next <= last) left.push({ first: next, last })
  }
  return left
}

export function isSubset(part: PrefixSet, whole: PrefixSet): boolean {
  return difference(part, whole).length === 0
}

export function overlaps(a: PrefixSet, b: PrefixSet): boolean {
  let i = 0
  let j = 0
  for (;;) {
    const x = a[i]
    const y = b[j]
    if (x === undefined || y === undefined) return false
    if (x.last < y.first) i += 1
    else if (y.last < x.first) j += 1
    else return true
  }
}
