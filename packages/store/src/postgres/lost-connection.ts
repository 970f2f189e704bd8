import { pg } from './pg.ts'

/** The server is away, or ended this session. What was not committed is gone; the same work may succeed later. */
export class LostConnectionError extends Error {
  override readonly name = 'LostConnectionError'
  constructor(options?: ErrorOptions) {
    const { cause } = options ?? {}
    super(`no connection to PostgreSQL (${cause instanceof Error ? cause.message : 'closed'})`, options)
  }
}

// Shut down, crashed, starting up, not a server of that kind now, ended while idle in a transaction, no connection left.
const SERVER_SAYS = /^(57P0[1-5]|08\w\w\w|25P03|53300)$/
const CLIENT_SAYS =
  /^(Connection terminated|Client has encountered|Client was closed|Query read timeout|timeout (expired|exceeded))/

/** Whether the session is over, or never began, for a reason that may pass. */
export function isLost(error: unknown): boolean {
  if (error instanceof LostConnectionError) return true
  if (error instanceof pg().DatabaseError) return SERVER_SAYS.test(error.code ?? '')
  if (!(error instanceof Error)) return false
  if (error instanceof AggregateError && error.errors.some(isLost)) return true
  const { code } = error as NodeJS.ErrnoException
  return /^(E[A-Z]+)$/.test(code ?? '') || CLIENT_SAYS.test(error.message)
}

export function lost(error: unknown): unknown {
  if (error instanceof LostConnectionError || !isLost(error)) return error
  return new LostConnectionError({ cause: error })
}
