import type { Logger } from '@netloom/core'
import type { FastifyInstance } from 'fastify'
import { isProbe } from '../limits/probes.ts'
import { globalRequestId } from './request-id.ts'

/** One line per request. Neither bodies nor headers are in it, so no token is. */
export function logRequests(app: FastifyInstance, logger: Logger): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { id, method, originalUrl: url, ip } = request
    const caller = request.caller as typeof request.caller | null
    const line = {
      requestId: id,
      globalRequestId: globalRequestId(request.headers),
      method,
      url,
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime * 100) / 100,
      projectId: caller?.projectId,
      userId: caller?.userId,
      remote: ip,
    }
    // Only who debugs wants to read of it.
    if (isProbe(request)) logger.debug(line, 'request')
    else logger.info(line, 'request')
    done()
  })
}
