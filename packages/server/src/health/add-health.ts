import type { Logger } from '@netloom/core'
import type { FastifyInstance } from 'fastify'
import { json } from '../api/answer.ts'
import { readiness, type ReadinessPart } from './readiness.ts'

/** Milliseconds a part has to answer; probes of Kubernetes and of load balancers wait about as long. */
const PATIENCE = 2_000

/**
 * `/healthz`: the process answers; restart it when it does not. `/readyz`: requests can be served; send them elsewhere when
 * not. Nobody has to say who they are, and nothing is told but names of parts.
 */
export function addHealth(
  app: FastifyInstance,
  { parts, logger, timeout = PATIENCE }: { parts: readonly ReadinessPart[]; logger: Logger; timeout?: number },
): void {
  app.get('/healthz', (_, reply) => json(reply, 200, '{"status":"ok"}'))
  app.get('/readyz', async (_, reply) => {
    const { ready, parts: states } = await readiness(parts, { timeout, logger })
    return json(reply, ready ? 200 : 503, JSON.stringify({ status: ready ? 'ready' : 'not ready', parts: states }))
  })
}
