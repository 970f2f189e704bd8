import { replaceFile } from '@netloom/core/files'
import { ServedTokens } from './served-tokens.ts'
import { TokenFile, newEntry } from './token-file.ts'

/** Finds out which host's agents have a token. */
export interface AgentTokens {
  /** undefined = no agent's token, or one that was revoked or has expired. */
  hostOf(token: string | undefined): Promise<string | undefined>
}

export interface AgentTokensOptions {
  /** The file that the strategy `token` reads, too; `netloom token create --agent --host` adds to it. */
  readonly file: string
  /** Its agents get a token when no host has one. */
  readonly firstHost?: string
  /** Where that first token is written, mode 0600. Default: `file` with `.agent` behind it. */
  readonly firstTokenFile?: string
  /** Told where the first token is, once. */
  readonly onFirstToken?: (path: string, host: string) => void
}

/** Tokens of agents, each good for one host. @throws {ConfigurationError} when the file is damaged */
export async function agentTokens(options: AgentTokensOptions): Promise<AgentTokens> {
  const { file, firstHost, firstTokenFile = `${file}.agent`, onFirstToken } = options
  const tokens = new TokenFile(file)
  // Asked first without the lock: a file that is there may be one that we cannot write.
  if (firstHost !== undefined && !(await hasAgents(tokens))) {
    await makeFirst(tokens, firstTokenFile, firstHost, onFirstToken)
  }
  const served = await ServedTokens.open(tokens)
  return {
    hostOf: async (token) => {
      const entry = await served.find(token)
      return entry?.kind === 'agent' ? entry.host : undefined
    },
  }
}

async function hasAgents(tokens: TokenFile): Promise<boolean> {
  return (await tokens.exists()) && (await tokens.read()).some(({ kind }) => kind === 'agent')
}

async function makeFirst(
  tokens: TokenFile,
  firstTokenFile: string,
  host: string,
  onFirstToken: AgentTokensOptions['onFirstToken'],
): Promise<void> {
  await tokens.change(async (entries) => {
    if (entries.some(({ kind }) => kind === 'agent')) return entries
    const { entry, made } = newEntry({ host })
    // Before the file that makes it valid, as with the administrator's.
    await replaceFile(firstTokenFile, `${made.token}\n`)
    onFirstToken?.(firstTokenFile, host)
    return [...entries, entry]
  })
}
