import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { silentLogger } from '@netloom/core'
import { packageRoot } from '@netloom/core/files'
import type { FastifyInstance } from 'fastify'
import { addHealth } from '../health/add-health.ts'
import { controllerParts } from '../health/readiness.ts'
import { guardRequests } from '../limits/guard-requests.ts'
import type { Limits } from '../limits/limits.ts'
import { logRequests } from '../logs/log-requests.ts'
import { addMetrics } from '../metrics/add-metrics.ts'
import { measureController } from '../metrics/controller-metrics.ts'
import { measureRequests } from '../metrics/http-metrics.ts'
import { metricsRegistry } from '../metrics/metrics-registry.ts'
import { addOpenApi } from '../openapi/add-open-api.ts'
import type { AppOptions } from './app-options.ts'

/**
 * What those who run a server look at, and what keeps it up: health, metrics, logs, limits, the description of the API. Returns the
 * hook that bounds each project, for routes where it is known who asks.
 */
export function addOperations(
  app: FastifyInstance,
  options: AppOptions,
  limits: Limits,
): ReturnType<typeof guardRequests> {
  const { netloom, resources, store, logger = silentLogger } = options
  const { registry = metricsRegistry(), metricsAccess = 'loopback' } = options
  measureRequests(app, registry)
  measureController(netloom, store, registry)
  logRequests(app, logger)
  // last, so that what it refuses is counted and logged, too
  const limitProjects = guardRequests(app, limits, logger)
  addHealth(app, { parts: controllerParts(netloom), logger })
  if (metricsAccess !== 'nobody') addMetrics(app, registry, metricsAccess)
  const info = {
    title: "netloom: Neutron's API v2.0",
    version: version(),
    description:
      'A path may end in `.json`. Refusals are `NeutronError` objects, with the types and messages of Neutron.',
  }
  addOpenApi(app, resources, info, (resource, operation) => resource.service(netloom, {})[operation] !== undefined)
  return limitProjects
}

function version(): string {
  const text = readFileSync(join(packageRoot(import.meta.dirname), 'package.json'), 'utf8')
  return (JSON.parse(text) as { readonly version: string }).version
}
