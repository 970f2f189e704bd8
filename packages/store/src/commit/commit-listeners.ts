/** Who wants to hear of commits that logged changes. */
export class CommitListeners {
  private readonly listeners = new Set<() => void>()
  private waking = false

  get any(): boolean {
    return this.listeners.size > 0
  }

  /** Returns the way to stop. */
  add(wake: () => void): () => void {
    // A wrapper, so that the same function may listen twice and stop once.
    const listener = (): void => {
      wake()
    }
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Several commits of one turn wake once. */
  wake(): void {
    if (this.waking) return
    this.waking = true
    queueMicrotask(() => {
      this.waking = false
      for (const listener of this.listeners) listener()
    })
  }
}
