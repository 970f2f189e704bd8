import type { Cidr } from '@netloom/core/kit'

/** Prefixes that do not overlap, to be asked whether another one would: a search, not a comparison with each of them. */
export class OccupiedPrefixes {
  /** Ascending, by IP version. */
  readonly #taken: Readonly<Record<4 | 6, Cidr[]>> = { 4: [], 6: [] }

  constructor(prefixes: readonly Cidr[]) {
    for (const prefix of prefixes) this.#taken[prefix.version].push(prefix)
    for (const list of [this.#taken[4], this.#taken[6]]) list.sort((a, b) => (a.first < b.first ? -1 : 1))
  }

  overlaps(prefix: Cidr): boolean {
    const list = this.#taken[prefix.version]
    const at = this.#firstBehind(prefix)
    const [before, behind] = [list[at - 1], list[at]]
    return (
      (before !== undefined && before.last >= prefix.first) || (behind !== undefined && behind.first <= prefix.last)
    )
  }

  add(prefix: Cidr): void {
    this.#taken[prefix.version].splice(this.#firstBehind(prefix), 0, prefix)
  }

  /** Where the first one is that begins behind the beginning of this one. */
  #firstBehind({ version, first }: Cidr): number {
    const list = this.#taken[version]
    let [low, high] = [0, list.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((list[middle]?.first ?? 0n) <= first) low = middle + 1
      else high = middle
    }
    return low
  }
}
