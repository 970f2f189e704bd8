/** Bridges and ports whose records a transaction of ours is changing: what is told of them meanwhile is no news. */
export class NamesInTransaction {
  private readonly holds = new Map<string, number>()

  /** Returns the way to end it. */
  hold(names: readonly string[]): () => void {
    for (const name of names) this.holds.set(name, (this.holds.get(name) ?? 0) + 1)
    return () => {
      for (const name of names) {
        const left = (this.holds.get(name) ?? 1) - 1
        if (left > 0) this.holds.set(name, left)
        else this.holds.delete(name)
      }
    }
  }

  has(name: string): boolean {
    return this.holds.has(name)
  }
}
