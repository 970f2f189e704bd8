import { join } from 'node:path'
import { ConfigurationError, type Logger } from '@netloom/core'
import { STATE_PATH, type DhcpOptions } from '../dhcp-options.ts'
import { ROOT, accountOf, barrier, mayConnect, missingCapabilities, ownerOf, type Account } from './accounts.ts'

/** Debian's packages make these; every host has the last. */
const SERVER_USERS = ['dnsmasq', 'nobody']
const PROXY_USERS = ['haproxy', 'nobody']

const UUID_LENGTH = 36

type Accounts = Pick<DhcpOptions, 'serverUser' | 'serverGroup' | 'proxyUser' | 'proxyGroup'>

/**
 * Whom servers and proxies of this host run as: what the options say, else a user with no other rights who gets at what it needs,
 * and root only where there is none, which is told with what would change it.
 * @throws {ConfigurationError} for a user that this host does not have
 */
export function chooseAccounts(options: DhcpOptions, logger: Logger): Accounts {
  return { ...serverAccount(options, logger), ...proxyAccount(options, logger) }
}

function serverAccount({ directory, serverUser }: DhcpOptions, logger: Logger): Accounts {
  const users = serverUser === undefined ? SERVER_USERS : [serverUser]
  const account = serverUser === undefined ? first(users) : named(serverUser)
  if (serverUser !== undefined && account.uid === 0) return { serverUser: ROOT.user }
  const place = join(directory, 'x'.repeat(UUID_LENGTH), 'host')
  const reason = whyNot(account) ?? keptOut(barrier(place, account), account)
  if (reason !== undefined) {
    asRoot('dnsmasq', reason, 'dnsmasq_user', logger)
    return { serverUser: ROOT.user }
  }
  told('dnsmasq', account, users, logger)
  return { serverUser: account.user, serverGroup: account.group }
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
  const account = first(PROXY_USERS)
  const owner = ownerOf(metadataSocket)
  const chosen = [account, owner].find((one) => one !== undefined && one.uid !== 0 && mayConnect(metadataSocket, one))
  const reason =
    whyNot(account) ?? (chosen === undefined ? `${account.user} may not connect to ${metadataSocket}` : undefined)
  if (reason !== undefined || chosen === undefined) {
    asRoot(
      'haproxy',
      reason ?? '',
      'metadata_proxy_user, or metadata_proxy_socket_mode = all of the metadata agent',
      logger,
    )
    return {}
  }
  told('haproxy', chosen, PROXY_USERS, logger)
  return { proxyUser: chosen.user, proxyGroup: proxyGroup ?? chosen.group }
}

const first = (users: readonly string[]): Account =>
  users.map(accountOf).find((account) => account !== undefined) ?? ROOT

function whyNot({ user, uid }: Account): string | undefined {
  const missing = missingCapabilities()
  if (missing.length > 0)
    return `this agent lacks the capabilities ${missing.join(', ')} to look after others' processes`
  return uid === 0 ? `no user but ${user} is known here` : undefined
}

const keptOut = (folder: string | undefined, { user }: Account): string | undefined =>
  folder === undefined ? undefined : `${user} may not enter ${folder} (chmod o+x ${folder})`

function asRoot(program: string, reason: string, option: string, logger: Logger): void {
  logger.warn({ program, user: ROOT.user, reason, option }, `${program} runs as root: ${reason}`)
}

function told(program: string, { user }: Account, [wanted = '']: readonly string[], logger: Logger): void {
  if (user === wanted) logger.info({ program, user }, `${program} runs as ${user}`)
  else logger.warn({ program, user }, `${program} runs as ${user}: this host has no user ${wanted}`)
}
