import { hostname } from 'node:os'
import { ConfigurationError, type ConfigurationProblem, type IniSections, type Logger } from '@netloom/core'
import {
  UnauthorizedError,
  agentTokens,
  keystoneAuth,
  noAuth,
  tokenAuth,
  type AgentTokens,
  type Authenticator,
} from '@netloom/server'
import { readKeystoneIni } from '@netloom/server/ini'
import type { AuthStrategy } from './server-ini.ts'

export interface AuthRequest {
  readonly strategy: AuthStrategy
  /** Of the strategy `token`. */
  readonly tokenFile: string
  /** `[keystone_authtoken]` among them, for the strategy `keystone`. */
  readonly sections: IniSections
  /** Tokens of the file count beside Keystone's. */
  readonly localTokens?: boolean
  readonly logger: Logger
}

/** How clients show who they are. @throws {ConfigurationError} */
export async function chooseAuthenticator({
  strategy,
  tokenFile,
  sections,
  localTokens = false,
  logger,
}: AuthRequest): Promise<Authenticator> {
  const ofFile = (): Promise<Authenticator> =>
    tokenAuth({
      file: tokenFile,
      firstTokenFile: adminTokenFile(tokenFile),
      onFirstToken: (path) => {
        logger.info({ path }, `the token of the first administrator is in ${path}`)
      },
    })
  switch (strategy) {
    case 'noauth':
      logger.warn({ auth: 'noauth' }, 'whoever reaches the API is an administrator')
      return noAuth()
    case 'keystone':
      return localTokens ? firstOf(await ofFile(), keystone(sections, logger)) : keystone(sections, logger)
    case 'token':
      return ofFile()
  }
}

/** Whoever `first` does not know is asked about at `second`. */
function firstOf(first: Authenticator, second: Authenticator): Authenticator {
  return {
    authenticate: async (headers) => {
      try {
        return await first.authenticate(headers)
      } catch (error) {
        if (!(error instanceof UnauthorizedError)) throw error
        return second.authenticate(headers)
      }
    },
    close: async () => {
      await Promise.all([first.close?.(), second.close?.()])
    },
  }
}

/**
 * Who may be an agent, whatever clients show. The first start makes a token for the agents of this machine, unless all agents
 * have one secret.
 * @throws {ConfigurationError}
 */
export function chooseAgentTokens(tokenFile: string, hasSharedToken: boolean, logger: Logger): Promise<AgentTokens> {
  return agentTokens({
    file: tokenFile,
    ...(!hasSharedToken && { firstHost: hostname() }),
    onFirstToken: (path, host) => {
      logger.info({ path, host }, `the token of the agents on ${host} is in ${path}`)
    },
  })
}

/** Where the first administrator's token is, beside the file of all tokens' hashes. */
export const adminTokenFile = (tokenFile: string): string => `${tokenFile}.admin`

function keystone(sections: IniSections, logger: Logger): Authenticator {
  const problems: ConfigurationProblem[] = []
  const options = readKeystoneIni(sections, problems)
  if (options === undefined || problems.length > 0) throw new ConfigurationError(problems)
  if (options.password === '') {
    const remedy = 'set [keystone_authtoken] password'
    logger.error({ remedy }, 'no password for Keystone: requests are answered with 503 until there is one')
  }
  return keystoneAuth(options)
}
