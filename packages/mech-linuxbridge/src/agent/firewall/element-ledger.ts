import { Ledger } from './ledger.ts'

/** An element that is there, how many want it, and how it is written (with comment and data). */
export interface ElementEntry {
  readonly count: number
  readonly text: string
}

/** Elements of all sets. A ledger for each: five hundred ports have five thousand, and one key for all would be put together each time. */
export class ElementLedger {
  private readonly sets = new Map<string, Ledger<ElementEntry>>()

  /** The elements of one set; `bridge ports` is its name. */
  of(name: string): Ledger<ElementEntry> {
    const known = this.sets.get(name)
    if (known !== undefined) return known
    const made = new Ledger<ElementEntry>()
    this.sets.set(name, made)
    return made
  }

  /** All sets, in the order in which they were first used. */
  bySet(): Iterable<readonly [name: string, elements: Ledger<ElementEntry>]> {
    return this.sets
  }

  get size(): number {
    let size = 0
    for (const elements of this.sets.values()) size += elements.all().size
    return size
  }

  settle(): void {
    for (const [name, elements] of this.sets) {
      elements.settle()
      if (elements.all().size === 0) this.sets.delete(name)
    }
  }

  undo(): void {
    for (const elements of this.sets.values()) elements.undo()
  }
}
