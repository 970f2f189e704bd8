import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Times every request by method, route (the pattern, so that ids make no series of their own) and status. */
export function measureRequests(app: FastifyInstance, registry: Registry): void {
  const registers = [registry]
  const duration = new Histogram({
    name: 'netloom_http_request_duration_seconds',
    help: 'Time from the headers of a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers,
  })
  const inFlight = new Gauge({
    name: 'netloom_http_requests_in_flight',
    help: 'Requests that have come and are not answered yet.',
    registers,
  })
  new Gauge({
    name: 'netloom_http_connections',
    help: 'Open connections of clients.',
    registers,
    async collect() {
      this.set(await connections(app))
    },
  })
  const dropped = new Counter({
    name: 'netloom_http_connections_dropped_total',
    help: 'Connections that were closed at once, because there were as many as the limit.',
    registers,
  })
  app.server.on('drop', () => {
    dropped.inc()
  })
  const series = new Map<string, ReturnType<typeof duration.labels>>()
  const observe = (request: FastifyRequest, reply: FastifyReply): void => {
    const method = KNOWN.has(request.method) ? request.method : 'OTHER'
    const route = request.routeOptions.url ?? 'none'
    const status = String(reply.statusCode)
    const name = `${method} ${route} ${status}`
    let one = series.get(name)
    if (one === undefined) {
      one = duration.labels(method, route, status)
      series.set(name, one)
    }
    one.observe(reply.elapsedTime / 1_000)
  }
  app.addHook('onRequest', (_request, reply, done) => {
    inFlight.inc()
    // not onResponse: that is not called when the client hangs up
    reply.raw.once('close', () => {
      inFlight.dec()
    })
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    observe(request, reply)
    done()
  })
}

const KNOWN = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])

function connections(app: FastifyInstance): Promise<number> {
  return new Promise((resolve) => {
    app.server.getConnections((error, count) => {
      resolve(error === null ? count : 0)
    })
  })
}
