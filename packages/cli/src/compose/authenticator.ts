import { hostname } from 'node:os'
import { ConfigurationError, type ConfigurationProblem, type IniSections, type Logger } from '@netloom/core'
import {
  agentTokens,
  keystoneAuth,
  noAuth,
  readKeystoneIni,
  tokenAuth,
  type AgentTokens,
  type Authenticator,
} from '@netloom/server'
import type { AuthStrategy } from './server-ini.ts'

export interface AuthRequest {
  readonly strategy: AuthStrategy
  /** Of the strategy `token`. */
  readonly tokenFile: string
  /** `[keystone_authtoken]` among them, for the strategy `keystone`. */
  readonly sections: IniSections
  readonly logger: Logger
}

/** How clients show who they are. @throws {ConfigurationError} */
export async function chooseAuthenticator({
  strategy,
  tokenFile,
  sections,
  logger,
}: AuthRequest): Promise<Authenticator> {
  switch (strategy) {
    case 'noauth':
      logger.warn({ auth: 'noauth' }, 'whoever reaches the API is an administrator')
      return noAuth()
    case 'keystone':
      return keystone(sections, logger)
    case 'token':
      return tokenAuth({
        file: tokenFile,
        firstTokenFile: adminTokenFile(tokenFile),
        onFirstToken: (path) => {
          logger.info({ path }, `the token of the first administrator is in ${path}`)
        },
      })
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
