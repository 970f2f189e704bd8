/** Of which HA routers this host is active, as the kernel says: shared by the kind that looks and the role that follows. */
export class HaStates {
  private readonly active = new Set<string>()
  private changed = new Set<string>()

  isActive(routerId: string): boolean {
    return this.active.has(routerId)
  }

  set(routerId: string, isActive: boolean): void {
    if (this.active.has(routerId) === isActive) return
    if (isActive) this.active.add(routerId)
    else this.active.delete(routerId)
    this.changed.add(routerId)
  }

  /** Those that changed since this was asked. */
  takeChanged(): ReadonlySet<string> {
    const { changed } = this
    this.changed = new Set()
    return changed
  }
}
