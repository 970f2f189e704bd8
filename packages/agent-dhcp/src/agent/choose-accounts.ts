import { join } from 'node:path'
import { ConfigurationError, type Logger } from '@netloom/core'
import {
  ROOT,
  accountOf,
  barrier,
  chooseAccount,
  keptOut,
  mayConnect,
  ownerOf,
  type Account,
} from '@netloom/dataplane/service'
import { STATE_PATH, type DhcpOptions } from '../render/dhcp-options.ts'

/** Debian's packages make these; every host has the last. */
const SERVER_USERS = ['dnsmasq', 'nobody']
const PROXY_USERS = ['haproxy', 'nobody']

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
  const { proxyUser, proxyGroup, isolatedMetadata = false, forceMetadata = false } = options
  if (proxyUser !== undefined) return { proxyUser, ...(proxyGroup !== undefined && { proxyGroup }) }
  if (!isolatedMetadata && !forceMetadata) return {}
  const { metadataSocket = `${STATE_PATH}/metadata_proxy` } = options
  const chosen = chooseAccount(
    {
      program: 'haproxy',
      users: PROXY_USERS,
      others: [ownerOf(metadataSocket)],
      obstacle: (account) =>
        mayConnect(metadataSocket, account) ? undefined : `${account.user} may not connect to ${metadataSocket}`,
      remedy: 'metadata_proxy_user, or metadata_proxy_socket_mode = all of the metadata agent',
    },
    logger,
  )
  return chosen.uid === 0 ? {} : { proxyUser: chosen.user, proxyGroup: proxyGroup ?? chosen.group }
}
