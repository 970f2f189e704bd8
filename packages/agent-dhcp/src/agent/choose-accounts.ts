import { join } from 'node:path'
import { ConfigurationError, type Logger } from '@netloom/core'
import {
  ROOT,
  accountOf,
  barrier,
  chooseAccount,
  chooseProxyAccount,
  keptOut,
  type Account,
} from '@netloom/dataplane/service'
import { STATE_PATH, type DhcpOptions } from '../render/dhcp-options.ts'

/** Debian's package makes the first; every host has the last. */
const SERVER_USERS = ['dnsmasq', 'nobody']

const UUID_LENGTH = 36

type Accounts = Pick<DhcpOptions, 'serverUser' | 'serverGroup' | 'proxyUser' | 'proxyGroup'>

/**
 * Whom servers and proxies of this host run as: what the options say, else whom {@link chooseAccount} finds.
 * @throws {ConfigurationError} for a user that this host does not have
 */
export function chooseAccounts(options: DhcpOptions, logger: Logger): Accounts {
  return { ...serverAccount(options, logger), ...proxyAccount(options, logger) }
}

function serverAccount({ directory, serverUser }: DhcpOptions, logger: Logger): Accounts {
  if (serverUser !== undefined && named(serverUser).uid === 0) return { serverUser: ROOT.user }
  const place = join(directory, 'x'.repeat(UUID_LENGTH), 'host')
  const users = serverUser === undefined ? SERVER_USERS : [serverUser]
  const obstacle = (account: Account): string | undefined => keptOut(barrier(place, account), account)
  const chosen = chooseAccount({ program: 'dnsmasq', users, obstacle, remedy: 'dnsmasq_user' }, logger)
  return { serverUser: chosen.user, ...(chosen.uid !== 0 && { serverGroup: chosen.group }) }
}

function named(user: string): Account {
  const account = accountOf(user)
  if (account !== undefined) return account
  const remedy = 'name a user of this host, or leave it out'
  throw new ConfigurationError([{ where: '[DEFAULT] dnsmasq_user', value: user, problem: 'is no user here', remedy }])
}

function proxyAccount(options: DhcpOptions, logger: Logger): Pick<DhcpOptions, 'proxyUser' | 'proxyGroup'> {
  const { isolatedMetadata = false, forceMetadata = false, metadataSocket = `${STATE_PATH}/metadata_proxy` } = options
  const named = {
    ...(options.proxyUser !== undefined && { user: options.proxyUser }),
    ...(options.proxyGroup !== undefined && { group: options.proxyGroup }),
  }
  if (named.user === undefined && !isolatedMetadata && !forceMetadata) return {}
  const { user, group } = chooseProxyAccount({ socket: metadataSocket, ...named }, logger)
  return { ...(user !== undefined && { proxyUser: user }), ...(group !== undefined && { proxyGroup: group }) }
}
