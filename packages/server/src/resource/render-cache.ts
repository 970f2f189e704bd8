interface Entry {
  readonly revision: number
  /** One text for each sight of the object that was asked for; each is preceded by a comma. */
  readonly bySight: Map<string, Buffer>
}

/**
 * JSON, as bytes, of objects by id, revision and sight: rendered once per revision, however often it is listed. Correct with
 * several controllers, because it is only asked for the revision that the store has now. Forgets what was rendered longest
 * ago.
 */
export class RenderCache {
  private readonly entries = new Map<string, Entry>()
  private size = 0

  /** `limit`: bytes kept at most. */
  constructor(private readonly limit: number) {}

  get(id: string, sight: string, revision: number): Buffer | undefined {
    const entry = this.entries.get(id)
    return entry?.revision === revision ? entry.bySight.get(sight) : undefined
  }

  put(id: string, sight: string, revision: number, json: Buffer): void {
    let entry = this.entries.get(id)
    if (entry?.revision !== revision) {
      this.drop(id)
      entry = { revision, bySight: new Map() }
      this.entries.set(id, entry)
    }
    this.size += json.length - (entry.bySight.get(sight)?.length ?? 0)
    entry.bySight.set(sight, json)
    if (this.size > this.limit) this.evict()
  }

  private drop(id: string): void {
    for (const json of this.entries.get(id)?.bySight.values() ?? []) this.size -= json.length
    this.entries.delete(id)
  }

  // In one go down to three quarters: oldest first.
  private evict(): void {
    for (const id of this.entries.keys()) {
      if (this.size <= this.limit * 0.75) return
      this.drop(id)
    }
  }
}
