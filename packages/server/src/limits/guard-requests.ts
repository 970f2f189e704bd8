import type { FastifyInstance } from 'fastify'
import { HttpError } from '../api/http-errors.ts'
import { checkUrl } from './check-url.ts'
import type { Limits } from './limits.ts'
import { RateLimit } from './rate-limit.ts'

/** Refuses what is too long, too fast or cannot be stored, before anybody is asked who they are. */
export function guardRequests(app: FastifyInstance, limits: Limits): void {
  const rate = limits.requestsPerSecond === undefined ? undefined : new RateLimit(limits.requestsPerSecond)
  app.server.maxConnections = limits.connections
  app.addHook('onRequest', (request, reply, done) => {
    // probes of a load balancer come from where its clients' requests come from
    const isApi = request.originalUrl.startsWith('/v2.0')
    const wait = isApi ? (rate?.take(request.ip) ?? 0) : 0
    if (wait > 0) {
      void reply.header('retry-after', wait)
      throw new HttpError(429, 'OverLimit', 'This client sends more requests than the server is set up to answer.')
    }
    checkUrl(request.originalUrl, limits.urlBytes)
    done()
  })
}
