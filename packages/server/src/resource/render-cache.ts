interface Entry {
  readonly revision: number
  readonly json: Buffer
}

/**
 * JSON, as bytes, of objects by id, revision and sight: rendered once per revision, however often it is listed. Correct with several
 * controllers, because it is only asked for the revision that the store has now. Forgets what was rendered longest ago.
 */
export class RenderCache {
  private readonly entries = new Map<string, Entry>()
  private size = 0

  /** `limit`: bytes kept at most. */
  constructor(private readonly limit: number) {}

  get(id: string, sight: string, revision: number): Buffer | undefined {
    const key = id + sight
    const entry = this.entries.get(key)
    if (entry?.revision !== revision) return undefined
    return entry.json
  }

  put(id: string, sight: string, revision: number, json: Buffer): void {
    const key = id + sight
    this.drop(key)
    this.entries.set(key, { revision, json })
    this.size += json.length
    if (this.size > this.limit) this.evict()
  }

  private drop(key: string): void {
    const entry = this.entries.get(key)
    if (entry === undefined) return
    this.size -= entry.json.length
    this.entries.delete(key)
  }

  // In one go down to three quarters: oldest first.
  private evict(): void {
    for (const key of this.entries.keys()) {
      if (this.size <= this.limit * 0.75) return
      this.drop(key)
    }
  }
}
