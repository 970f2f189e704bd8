import { HttpError } from '@netloom/api'
import underPressure from '@fastify/under-pressure'
import type { Logger } from '@netloom/core'
import type { FastifyInstance } from 'fastify'
import { isProbe } from './probes.ts'

/** Seconds that a refused client is told to wait. */
const RETRY_AFTER = 2
/** Milliseconds between two lines in the log. */
const TELL_AGAIN = 10_000

/**
 * Refuses requests while the event loop lags by more than `most` milliseconds on average over a second: those that are being
 * served come to an end then. Probes are answered, and agents' links are no requests.
 */
export function shedLoad(app: FastifyInstance, most: number, logger: Logger): void {
  if (most === 0) return
  let toldAt = -Infinity
  void app.register(underPressure, {
    maxEventLoopDelay: most,
    pressureHandler: async (request, reply, _, value) => {
      if (isProbe(request)) return
      if (performance.now() - toldAt > TELL_AGAIN) {
        toldAt = performance.now()
        logger.warn({ milliseconds: value, limit: most }, 'the event loop lags; requests are refused')
      }
      void reply.header('retry-after', RETRY_AFTER)
      throw new HttpError(503, 'ServiceUnavailable', 'The server has more to do than it can; try again in a moment.')
    },
  })
}
