import { HttpError } from '@netloom/api'
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Limits } from './limits.ts'
import { isProbe } from './probes.ts'
import { tokenBuckets } from './token-buckets.ts'

/** Seconds' worth of requests that may come at once. */
const BURST = 10

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<void>

/**
 * Bounds how often each address asks, whatever it asks for; returns the hook that bounds each project, for those routes where it is
 * known who asks. Judged by the route that was found and never by the text of the URL: a path has many spellings.
 */
export function limitRates(app: FastifyInstance, limits: Limits): Hook {
  const { requestsPerSecond: byAddress, projectRequestsPerSecond: byProject } = limits
  if (byAddress === undefined && byProject === undefined) return () => Promise.resolve()
  void app.register(rateLimit, { global: false, store: tokenBuckets })
  const timeWindow = BURST * 1_000
  const limiter = (
    perSecond: number | undefined,
    keyGenerator?: (request: FastifyRequest) => string,
  ): ReturnType<FastifyInstance['createRateLimit']> | undefined => {
    if (perSecond === undefined) return undefined
    const max = Math.max(1, Math.round(perSecond * BURST))
    return app.createRateLimit({ max, timeWindow, ...(keyGenerator !== undefined && { keyGenerator }) })
  }
  let ofAddress: ReturnType<typeof limiter>
  let ofProject: ReturnType<typeof limiter>
  app.addHook('onReady', (done) => {
    ofAddress = limiter(byAddress)
    ofProject = limiter(byProject, ({ caller }) => caller.projectId)
    done()
  })
  const hook =
    (check: () => ReturnType<typeof limiter>, who: string): Hook =>
    async (request, reply) => {
      const verdict = await check()?.(request)
      if (verdict === undefined || verdict.isAllowed || !verdict.isExceeded) return
      void reply.header('retry-after', Math.max(1, verdict.ttlInSeconds))
      throw new HttpError(429, 'OverLimit', `This ${who} sends more requests than the server is set up to answer.`)
    }
  const judgeAddress = hook(() => ofAddress, 'client')
  // Probes of a load balancer come from where its clients' requests come from.
  app.addHook('onRequest', async (request, reply) => (isProbe(request) ? undefined : judgeAddress(request, reply)))
  return hook(() => ofProject, 'project')
}
