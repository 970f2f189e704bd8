import { mergeIdRanges, type IdRange } from './id-ranges.ts'

/** Ranges of ids seen as one row of slots 0..size-1, so that picking needs no care for the holes between ranges. */
export class IdSpace {
  readonly size: number
  readonly #ranges: readonly IdRange[]

  constructor(ranges: readonly IdRange[]) {
    this.#ranges = mergeIdRanges(ranges)
    this.size = this.#ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0)
  }

  /** @throws {RangeError} for a slot outside 0..size-1 */
  idOf(slot: number): number {
    let rest = slot
    for (const [first, last] of this.#ranges) {
      const length = last - first + 1
      if (rest < length) return first + rest
      rest -= length
    }
    throw new RangeError(`slot ${String(slot)} of ${String(this.size)}`)
  }

  /** The id ranges that the slots `from` (inclusive) to `to` (exclusive) cover. */
  rangesOf(from: number, to: number): readonly IdRange[] {
    const covered: IdRange[] = []
    let offset = 0
    for (const [first, last] of this.#ranges) {
      const length = last - first + 1
      const start = Math.max(from - offset, 0)
      const end = Math.min(to - offset, length)
      if (start < end) covered.push([first + start, first + end - 1])
      offset += length
    }
    return covered
  }
}
