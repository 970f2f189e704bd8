import type { IncomingHttpHeaders } from 'node:http'
import type { Authenticator } from './authenticator.ts'

export interface NoAuthOptions {
  /** Whose objects are made by requests that name no project. Default `admin`. */
  readonly projectId?: string
}

/**
 * Believes everybody: a request is an administrator's, of the project in `X-Project-Id`; `X-Roles` (comma list) and `X-User-Id`
 * make it somebody else's. For tests and closed loopbacks only: `startServer` refuses it where others can reach it.
 */
export function noAuth({ projectId = 'admin' }: NoAuthOptions = {}): Authenticator {
  return {
    believesAnybody: true,
    authenticate: (headers) => {
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

function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}
