import { seededRandom } from '@netloom/testing'

/** Draws from lists and ranges; the same draws for the same seed. */
export class SeededDraws {
  readonly #random: () => number

  constructor(seed: number) {
    this.#random = seededRandom(seed)
  }

  /** 0 … count - 1 */
  below(count: number): number {
    return Math.floor(this.#random() * count)
  }

  chance(probability: number): boolean {
    return this.#random() < probability
  }

  pick<T>(list: readonly T[]): T {
    const found = list[this.below(list.length)]
    if (found === undefined && list.length === 0) throw new RangeError('nothing to pick from')
    return found as T
  }

  some<T>(list: readonly T[], probability = 0.5): readonly T[] {
    return list.filter(() => this.chance(probability))
  }

  hex(digits: number): string {
    return Array.from({ length: digits }, () => this.below(16).toString(16)).join('')
  }

  uuid(): string {
    return [8, 4, 4, 4, 12].map((digits) => this.hex(digits)).join('-')
  }
}
