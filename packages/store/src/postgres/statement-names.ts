/** Texts that are remembered. Kysely compiles to the same ones over and over, but `in (…)` lists make new ones without end. */
const REMEMBERED = 1_000
/** A text that was seen so often gets a name: the server keeps it parsed, in every session. */
const OFTEN = 3

/** Names for prepared statements. */
export class StatementNames {
  private readonly seen = new Map<string, number>()
  private readonly names = new Map<string, string>()

  /** The name of a text; undefined = not worth one (yet). */
  of(text: string): string | undefined {
    const known = this.names.get(text)
    if (known !== undefined) return known
    const times = (this.seen.get(text) ?? 0) + 1
    this.seen.delete(text)
    if (times < OFTEN || this.names.size >= REMEMBERED) this.remember(text, times)
    else this.names.set(text, `n${String(this.names.size)}`)
    return this.names.get(text)
  }

  private remember(text: string, times: number): void {
    this.seen.set(text, times)
    if (this.seen.size <= REMEMBERED) return
    for (const oldest of this.seen.keys()) {
      this.seen.delete(oldest)
      return
    }
  }
}
