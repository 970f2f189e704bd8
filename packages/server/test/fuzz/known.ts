import type { SeededDraws } from './seeded-draws.ts'

export interface KnownObject {
  readonly id: string
  /** As the last answer showed it. */
  readonly shown: Readonly<Record<string, unknown>>
}

/** Objects that the server said it has (or had: a few deleted ones are asked for again). */
export class Known {
  readonly #objects = new Map<string, KnownObject[]>()

  add(plural: string, shown: unknown): void {
    if (typeof shown !== 'object' || shown === null || !('id' in shown) || typeof shown.id !== 'string') return
    const list = this.of(plural).filter(({ id }) => id !== shown.id)
    list.push({ id: shown.id, shown: { ...shown } })
    this.#objects.set(plural, list.slice(-40))
  }

  /** Deleted; `path` ends with the id. */
  forget(path: string): void {
    for (const [plural, list] of this.#objects) {
      this.#objects.set(
        plural,
        list.filter(({ id }) => !path.endsWith(id)),
      )
    }
  }

  of(plural: string): readonly KnownObject[] {
    return this.#objects.get(plural) ?? []
  }

  one(dice: SeededDraws, plural: string): KnownObject | undefined {
    const list = this.of(plural)
    return list.length === 0 ? undefined : dice.pick(list)
  }

  /** An id of whatever kind. */
  any(dice: SeededDraws): string {
    const lists = [...this.#objects.values()].filter((list) => list.length > 0)
    return lists.length === 0 ? dice.uuid() : dice.pick(dice.pick(lists)).id
  }
}
