import type { IncomingHttpHeaders } from 'node:http'
import type { RequestContext } from '@netloom/core'
import { impliedRoles } from './implied-roles.ts'

/** Who a request comes from. */
export interface Identity {
  readonly projectId: string
  readonly userId?: string
  readonly roles: readonly string[]
}

/** Finds out who asks. One per server; called once per request, so a known caller must cost microseconds. */
export interface Authenticator {
  /** @throws {UnauthorizedError} without valid credentials; {@link ServiceUnavailableError} when they cannot be judged now */
  authenticate(headers: IncomingHttpHeaders): Promise<Identity>
  close?(): Promise<void>
  /** It asks nobody for anything, so a server that others can reach refuses it. */
  readonly believesAnybody?: true
}

/** How `startServer` finds out who asks. Made with {@link contextOf}, or by an application that has users of its own. */
export interface ContextOf {
  (headers: IncomingHttpHeaders, requestId: string): Promise<RequestContext>
  readonly believesAnybody?: true
}

/** What `startServer` wants to know of an authenticator. */
export function contextOf(authenticator: Authenticator): ContextOf {
  const context: ContextOf = async (headers, requestId) => {
    const { projectId, userId, roles } = await authenticator.authenticate(headers)
    const all = impliedRoles(roles)
    return { projectId, ...(userId !== undefined && { userId }), roles: all, isAdmin: all.includes('admin'), requestId }
  }
  return authenticator.believesAnybody === true ? Object.assign(context, { believesAnybody: true as const }) : context
}

/** The token of a request: `X-Auth-Token`, or `Authorization: Bearer …`. */
export function tokenIn(headers: IncomingHttpHeaders): string | undefined {
  const { 'x-auth-token': token, authorization } = headers
  if (typeof token === 'string' && token !== '') return token
  return /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
}
