import { hashOf } from './secrets.ts'
import { hasExpired, type TokenEntry } from './token-entry.ts'
import { parseTokens, type TokenFile } from './token-file.ts'

/** Milliseconds between looks at the file: a revoked token works that much longer. */
const LOOK = 1_000

/** The tokens of a file that others change while they are served. */
export class ServedTokens {
  private lookedAt = performance.now()
  private looking: Promise<void> | undefined
  private byHash: ReadonlyMap<string, TokenEntry>

  private constructor(
    private readonly file: TokenFile,
    private text: string,
  ) {
    this.byHash = this.parse(text)
  }

  /** @throws {ConfigurationError} when the file is damaged */
  static async open(file: TokenFile): Promise<ServedTokens> {
    return new ServedTokens(file, (await file.text()) ?? '{"tokens":[]}')
  }

  /** undefined = nobody has this token, or it has expired. */
  async find(token: string | undefined): Promise<TokenEntry | undefined> {
    if (performance.now() - this.lookedAt > LOOK) await (this.looking ??= this.look())
    // Looked up by hash: how long that takes tells nothing about tokens.
    const entry = token === undefined ? undefined : this.byHash.get(hashOf(token))
    return entry === undefined || hasExpired(entry) ? undefined : entry
  }

  /** A file that is gone or damaged keeps what was known: nobody is locked out by a slip of an editor. */
  private async look(): Promise<void> {
    try {
      // The text, not its time: two changes within one tick of the file system's clock have the same one.
      const text = await this.file.text()
      if (text !== undefined && text !== this.text) {
        this.byHash = this.parse(text)
        this.text = text
      }
    } catch {
      // looked at again in a moment
    } finally {
      this.lookedAt = performance.now()
      this.looking = undefined
    }
  }

  private parse(text: string): ReadonlyMap<string, TokenEntry> {
    return new Map(parseTokens(this.file.path, text).map((entry) => [entry.hash, entry]))
  }
}
