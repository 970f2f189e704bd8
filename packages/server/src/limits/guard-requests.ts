import type { Logger } from '@netloom/core'
import type { FastifyInstance } from 'fastify'
import { checkUrl } from './check-url.ts'
import { limitRates } from './limit-rates.ts'
import type { Limits } from './limits.ts'
import { shedLoad } from './shed-load.ts'

/**
 * Refuses what is too long, too fast or cannot be stored, before anybody is asked who they are. Returns the hook that judges who
 * asks.
 */
export function guardRequests(app: FastifyInstance, limits: Limits, logger: Logger): ReturnType<typeof limitRates> {
  app.server.maxConnections = limits.connections
  shedLoad(app, limits.eventLoopDelay, logger)
  const limitProjects = limitRates(app, limits)
  app.addHook('onRequest', (request, _, done) => {
    checkUrl(request.originalUrl, limits.urlBytes)
    done()
  })
  return limitProjects
}
