import { HttpError } from '@netloom/api'
import type { IncomingHttpHeaders } from 'node:http'
import { hostname } from 'node:os'
import type { Authenticator } from './authenticator.ts'
import { crossSiteReason } from './cross-site.ts'

export interface NoAuthOptions {
  /** Whose objects are made by requests that name no project. Default `admin`. */
  readonly projectId?: string
  /** Names by which clients reach it beside addresses, `localhost` and the machine's own name. */
  readonly names?: readonly string[]
}

/**
 * Believes everybody: a request is an administrator's, of the project in `X-Project-Id`; `X-Roles` (comma list) and `X-User-Id`
 * make it somebody else's. Requests that a web page of another site sends through somebody's browser are refused. For tests and closed loopbacks only: `startServer` refuses it where others can reach it.
 */
export function noAuth({ projectId = 'admin', names = [] }: NoAuthOptions = {}): Authenticator {
  const own = [hostname(), ...names]
  return {
    believesAnybody: true,
    authenticate: (headers) => {
      const reason = crossSiteReason(headers, own)
      if (reason !== undefined) return Promise.reject(crossSite(reason))
      const roles = header(headers, 'x-roles')
        ?.split(',')
        .map((role) => role.trim())
      const userId = header(headers, 'x-user-id')
      return Promise.resolve({
        projectId: header(headers, 'x-project-id') ?? projectId,
        roles: roles ?? ['admin'],
        ...(userId !== undefined && { userId }),
      })
    },
  }
}

const crossSite = (reason: string): HttpError =>
  new HttpError(403, 'HTTPForbidden', `Without authentication no other site's pages are served: ${reason}.`)

function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}
