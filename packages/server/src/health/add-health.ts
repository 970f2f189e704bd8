import type { Logger } from '@netloom/core'
import type { FastifyInstance } from 'fastify'
import { json } from '../answers/answer.ts'
import { ReadinessCheck, type Readiness, type ReadinessPart } from './readiness.ts'

/** Milliseconds a part has to answer; probes of Kubernetes and of load balancers wait about as long. */
const PATIENCE = 2_000
/** Milliseconds an answer holds: strangers may ask, and each asking takes the store a transaction. */
const FRESH = 500

export interface HealthOptions {
  readonly parts: readonly ReadinessPart[]
  readonly logger: Logger
  readonly timeout?: number
}

/**
 * `/healthz`: the process answers; restart it when it does not. `/readyz`: requests can be served; send them elsewhere when
 * not. `/healthcheck` is `/healthz` as oslo.middleware answers. Nobody has to say who they are, and no more is told than which part
 * failed, and with what kind of trouble.
 */
export function addHealth(app: FastifyInstance, { parts, logger, timeout = PATIENCE }: HealthOptions): void {
  const readiness = new ReadinessCheck(parts, { timeout, logger })
  const current = shared(FRESH, () => readiness.ask())
  // oslo.middleware's, which load balancers of OpenStack ask for
  app.get('/healthcheck', (_, reply) => reply.type('text/plain; charset=UTF-8').send('OK'))
  app.head('/healthcheck', (_, reply) => reply.code(204).send())
  app.get('/healthz', (_, reply) => json(reply, 200, '{"status":"ok"}'))
  app.get('/readyz', async (_, reply) => {
    const { ready, ...more } = await current()
    return json(reply, ready ? 200 : 503, JSON.stringify({ status: ready ? 'ready' : 'not ready', ...more }))
  })
}

/** One asking for all who ask while it lasts, and for `fresh` milliseconds after it began. */
function shared(fresh: number, ask: () => Promise<Readiness>): () => Promise<Readiness> {
  let asked = -Infinity
  let pending = false
  let answer: Promise<Readiness> | undefined
  return () => {
    if (answer === undefined || (!pending && performance.now() - asked > fresh)) {
      asked = performance.now()
      pending = true
      answer = ask().finally(() => {
        pending = false
      })
    }
    return answer
  }
}
