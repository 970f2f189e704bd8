import { LRUCache } from 'lru-cache'

interface Entry {
  readonly revision: number
  readonly json: Uint8Array
}

/** Bytes that an entry costs beside its JSON, about. */
const OVERHEAD = 200

/**
 * JSON, as bytes, of objects by id, revision and sight; each text is preceded by a comma. Rendered once per revision, however often
 * it is listed. Correct with several controllers, because it is only asked for the revision that the store has now. Forgets what
 * was asked for longest ago.
 */
export class RenderCache {
  private readonly entries: LRUCache<string, Entry>

  /** `limit`: bytes kept at most. */
  constructor(limit: number) {
    this.entries = new LRUCache({ maxSize: Math.max(1, limit), sizeCalculation: ({ json }) => json.length + OVERHEAD })
  }

  get(id: string, sight: string, revision: number): Uint8Array | undefined {
    const entry = this.entries.get(`${id}\n${sight}`)
    return entry?.revision === revision ? entry.json : undefined
  }

  put(id: string, sight: string, revision: number, json: Uint8Array): void {
    this.entries.set(`${id}\n${sight}`, { revision, json })
  }
}
