import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

const GLOBAL_ID = /^req-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Names one request to this server; answers carry it as `X-Openstack-Request-Id`. */
export const newRequestId = (): string => `req-${randomUUID()}`

/** The id under which another service (Nova, say) made this call; what is none is ignored, as it would end up in the log. */
export function globalRequestId({ 'x-openstack-request-id': given }: IncomingHttpHeaders): string | undefined {
  return typeof given === 'string' && GLOBAL_ID.test(given) ? given : undefined
}
