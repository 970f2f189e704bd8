import { forbidden } from '@netloom/api'
import type { FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'
import { json } from '../answers/answer.ts'
import { errorAnswer } from '../answers/error-answer.ts'
import { mayReadMetrics, type MetricsAccess } from './may-read-metrics.ts'
import { measureProcess } from './process-metrics.ts'

/** `/metrics`, in Prometheus' text format. */
export function addMetrics(app: FastifyInstance, registry: Registry, access: MetricsAccess): void {
  app.get('/metrics', async (request, reply) => {
    if (!mayReadMetrics(access, request.raw)) return json(reply, 403, errorAnswer(forbidden()).body)
    measureProcess(registry)
    return reply.type(registry.contentType).send(await registry.metrics())
  })
}
