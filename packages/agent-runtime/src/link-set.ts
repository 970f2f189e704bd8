/** Names of the links of the host, and who waits for one. */
export class LinkSet {
  private names = new Set<string>()
  private readonly waiting = new Map<string, Set<string>>()

  has(link: string): boolean {
    return this.names.has(link)
  }

  replace(names: ReadonlySet<string>): readonly string[] {
    const old = this.names
    this.names = new Set(names)
    return [...[...old].filter((name) => !names.has(name)), ...[...names].filter((name) => !old.has(name))]
  }

  remove(link: string): void {
    this.names.delete(link)
  }

  /** Returns the keys that waited for it. */
  add(link: string): Iterable<string> {
    this.names.add(link)
    const keys = this.waiting.get(link) ?? []
    this.waiting.delete(link)
    return keys
  }

  /** These keys (key → link) want to be told when their link comes. */
  await(waiting: ReadonlyMap<string, string>): void {
    for (const [key, link] of waiting) {
      const keys = this.waiting.get(link)
      if (keys === undefined) this.waiting.set(link, new Set([key]))
      else keys.add(key)
    }
  }
}
