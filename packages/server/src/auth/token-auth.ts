import type { Authenticator, Identity } from './authenticator.ts'
import { tokenIn } from './authenticator.ts'
import { TokenFile, hashOf, newToken, writeSecret } from './token-file.ts'
import { UnauthorizedError } from './unauthorized-error.ts'

export interface TokenAuthOptions {
  /** Who has which token (hashes). Made with one administrator's token when it is not there. */
  readonly file: string
  /** Where that first token is written, mode 0600. Default: `file` with `.admin` behind it. */
  readonly firstTokenFile?: string
  /** Project of that first token. Default `admin`. */
  readonly firstProject?: string
  /** Told where the first token is, once. */
  readonly onFirstToken?: (path: string) => void
}

/** Milliseconds between looks at the file: a revoked token works that much longer. */
const LOOK = 1_000

/**
 * Bearer tokens from a file, the strategy for controllers without Keystone. The file may be changed while it is served.
 * @throws {ConfigurationError} when the file is damaged
 */
export async function tokenAuth(options: TokenAuthOptions): Promise<Authenticator> {
  const { file, firstTokenFile = `${file}.admin`, firstProject = 'admin' } = options
  const tokens = new TokenFile(file)
  if (!(await tokens.exists())) {
    const token = newToken()
    // Before the file that makes it valid: a start that is killed in between is a first start again.
    await writeSecret(firstTokenFile, `${token}\n`)
    await tokens.add({ projectId: firstProject, userId: 'admin', roles: ['admin'] }, token)
    options.onFirstToken?.(firstTokenFile)
  }
  return new TokenAuthenticator(tokens, await tokens.changedAt(), await identities(tokens))
}

class TokenAuthenticator implements Authenticator {
  private lookedAt = performance.now()
  private looking: Promise<void> | undefined

  constructor(
    private readonly tokens: TokenFile,
    private changedAt: number | undefined,
    private known: ReadonlyMap<string, Identity>,
  ) {}

  async authenticate(headers: Parameters<Authenticator['authenticate']>[0]): Promise<Identity> {
    if (performance.now() - this.lookedAt > LOOK) await (this.looking ??= this.look())
    const token = tokenIn(headers)
    // Looked up by hash: how long that takes tells nothing about tokens.
    const identity = token === undefined ? undefined : this.known.get(hashOf(token))
    if (identity === undefined) throw new UnauthorizedError()
    return identity
  }

  /** A file that is gone or damaged keeps what was known: nobody is locked out by a slip of an editor. */
  private async look(): Promise<void> {
    try {
      const changedAt = await this.tokens.changedAt()
      if (changedAt !== undefined && changedAt !== this.changedAt) {
        this.known = await identities(this.tokens)
        this.changedAt = changedAt
      }
    } catch {
      // looked at again in a moment
    } finally {
      this.lookedAt = performance.now()
      this.looking = undefined
    }
  }
}

async function identities(tokens: TokenFile): Promise<ReadonlyMap<string, Identity>> {
  return new Map(
    (await tokens.read()).map(({ hash, projectId, userId, roles }) => [
      hash,
      { projectId, roles, ...(userId !== undefined && { userId }) },
    ]),
  )
}
