import type { Logger } from '@netloom/core'
import { ROOT, accountOf, missingCapabilities, type Account } from './account.ts'

/** Whom a program may run as, and what each of them would have to get at. */
export interface AccountChoice {
  readonly program: string
  /** Users to take, best first; the first that this host has is taken. `nobody` is on every host. */
  readonly users: readonly string[]
  /** Who may do as well where the one taken does not get at what it needs. */
  readonly others?: readonly (Account | undefined)[]
  /** What keeps an account from what the program needs; undefined = nothing. */
  readonly obstacle: (account: Account) => string | undefined
  /** What an operator writes to have another, for the log. */
  readonly remedy: string
}

/**
 * A user with no other rights who gets at what the program needs, and root only where there is none, which is told with what
 * would change it.
 */
export function chooseAccount(choice: AccountChoice, logger: Logger): Account {
  const { program, users, others = [], obstacle, remedy } = choice
  const account = users.map(accountOf).find((known) => known !== undefined) ?? ROOT
  const chosen = [account, ...others].find((one) => one !== undefined && one.uid !== 0 && obstacle(one) === undefined)
  const reason = whyNot(account) ?? (chosen === undefined ? obstacle(account) : undefined)
  if (reason !== undefined || chosen === undefined) {
    const why = reason ?? `no user but ${ROOT.user} is known here`
    logger.warn({ program, user: ROOT.user, reason: why, option: remedy }, `${program} runs as root: ${why}`)
    return ROOT
  }
  const { user } = chosen
  const [wanted] = users
  if (user === wanted) logger.info({ program, user }, `${program} runs as ${user}`)
  else logger.warn({ program, user }, `${program} runs as ${user}: this host has no user ${wanted ?? ''}`)
  return chosen
}

function whyNot({ user, uid }: Account): string | undefined {
  const missing = missingCapabilities()
  if (missing.length > 0)
    return `this agent lacks the capabilities ${missing.join(', ')} to look after others' processes`
  return uid === 0 ? `no user but ${user} is known here` : undefined
}

/** @returns what keeps an account from a file, and the command that changes it */
export const keptOut = (folder: string | undefined, { user }: Account): string | undefined =>
  folder === undefined ? undefined : `${user} may not enter ${folder} (chmod o+x ${folder})`
