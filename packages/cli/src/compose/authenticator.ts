import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import type { IncomingHttpHeaders } from 'node:http'
import { adminContext, type Logger, type RequestContext } from '@netloom/core'
import { HttpError } from '@netloom/server'
import type { AuthStrategy, ServerIni } from './server-ini.ts'

export type Authenticator = (headers: IncomingHttpHeaders, requestId: string) => Promise<RequestContext>

export async function authenticator(
  options: { readonly auth?: AuthStrategy; readonly tokenFile?: string; readonly location: string },
  ini: ServerIni,
  logger: Logger,
): Promise<Authenticator> {
  if ((options.auth ?? ini.authStrategy) === 'noauth') return async (_, requestId) => adminContext('admin', requestId)
  const file = options.tokenFile ?? './netloom.token'
  let token = await readFile(file, 'utf8').catch(() => undefined)
  if (token === undefined) {
    token = randomBytes(24).toString('base64url')
    await writeFile(file, token, { mode: 0o600 })
    logger.info({ file }, 'token of the administrator')
  }
  return async (headers, requestId) => {
    if (headers['x-auth-token'] !== token) throw new HttpError(401, 'HTTPUnauthorized', 'Authentication required')
    return adminContext('admin', requestId)
  }
}
