/** What a change came to: before and after; undefined = not there. */
export type Entry<V> = readonly [key: string, before: V | undefined, after: V | undefined]

/** A map of values that never change themselves, which knows what has changed since it was last settled. */
export class Ledger<V> {
  private values = new Map<string, V>()
  private readonly earlier = new Map<string, V | undefined>()

  get(key: string): V | undefined {
    return this.values.get(key)
  }

  set(key: string, value: V | undefined): void {
    if (!this.earlier.has(key)) this.earlier.set(key, this.values.get(key))
    this.put(key, value)
  }

  all(): ReadonlyMap<string, V> {
    return this.values
  }

  /** As it was when last settled, of what has changed since. */
  before(key: string): V | undefined {
    return this.earlier.get(key)
  }

  /** What differs from the last settled state; `whole`: as if nothing had been there. */
  changes(whole = false): readonly Entry<V>[] {
    const changes: Entry<V>[] = []
    if (whole) for (const [key, value] of this.values) changes.push([key, undefined, value])
    else
      for (const [key, before] of this.earlier) {
        const after = this.values.get(key)
        if (before !== after) changes.push([key, before, after])
      }
    return changes
  }

  settle(): void {
    this.earlier.clear()
  }

  undo(): void {
    for (const [key, value] of this.earlier) this.put(key, value)
    this.earlier.clear()
  }

  private put(key: string, value: V | undefined): void {
    if (value === undefined) this.values.delete(key)
    else this.values.set(key, value)
  }
}
