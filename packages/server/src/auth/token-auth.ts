import { replaceFile } from '@netloom/core/files'
import { tokenIn, type Authenticator } from './authenticator.ts'
import { ServedTokens } from './served-tokens.ts'
import { TokenFile, newEntry } from './token-file.ts'
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

/**
 * Bearer tokens from a file, the strategy for controllers without Keystone. The file may be changed while it is served.
 * @throws {ConfigurationError} when the file is damaged
 */
export async function tokenAuth(options: TokenAuthOptions): Promise<Authenticator> {
  const { file, firstTokenFile = `${file}.admin`, firstProject: projectId = 'admin' } = options
  const tokens = new TokenFile(file)
  // Asked first without the lock: a file that is there may be one that we cannot write.
  if (!(await tokens.exists())) await makeFirst(tokens, firstTokenFile, projectId, options.onFirstToken)
  const served = await ServedTokens.open(tokens)
  return {
    authenticate: async (headers) => {
      const entry = await served.find(tokenIn(headers))
      if (entry?.kind !== 'client') throw new UnauthorizedError()
      const { projectId: project, userId, roles } = entry
      return { projectId: project, roles, ...(userId !== undefined && { userId }) }
    },
  }
}

/** Of several controllers that start at once, one makes it. */
async function makeFirst(
  tokens: TokenFile,
  firstTokenFile: string,
  projectId: string,
  onFirstToken: TokenAuthOptions['onFirstToken'],
): Promise<void> {
  await tokens.change(async (entries, isNew) => {
    if (!isNew) return entries
    const { entry, made } = newEntry({ projectId, userId: 'admin', roles: ['admin'] })
    // Before the file that makes it valid: a start that is killed in between is a first start again.
    await replaceFile(firstTokenFile, `${made.token}\n`)
    onFirstToken?.(firstTokenFile)
    return [entry]
  })
}
