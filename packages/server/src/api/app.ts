import {
  compile,
  type Dialect,
  extendedResources,
  notAcceptable,
  notFound,
  RenderCache,
  type Resource,
  ResourceApi,
  withServiceQuotas,
} from '@netloom/api'
import { type RequestContext, silentLogger } from '@netloom/core'
import type { IncomingMessage } from 'node:http'
import { fastify, type FastifyInstance } from 'fastify'
import { DEFAULT_LIMITS } from '../limits/limits.ts'
import { LONGEST_PARAMETER, serverOptions } from '../limits/server-options.ts'
import { newRequestId } from '../logs/request-id.ts'
import { baseUrl, json } from '../answers/answer.ts'
import type { AppOptions } from './app-options.ts'
import { errorAnswer } from '../answers/error-answer.ts'
import { addExtensions, servicesAsExtensions } from './extensions/add-extensions.ts'
import { clientAddress } from './client-address.ts'
import { acceptsJson } from './accept.ts'
import { addCors } from './cors.ts'
import { handleInOrder } from './in-order.ts'
import { originOf } from './origin.ts'
import { normalUrl } from './normal-url.ts'
import { NO_SCHEMAS } from './no-schemas.ts'
import { addOperations } from './operations.ts'
import { addResourceRoutes } from './resource-routes.ts'
import { resourcesDocument, versionsDocument } from '../answers/versions.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** In whose words this route refuses; absent = Neutron's. */
    readonly dialect?: Dialect
  }
  interface FastifyRequest {
    /** Who asks; set before any handler of `/v2.0/…` runs. */
    caller: RequestContext
  }
}

const CACHE = 16 * 1024 * 1024

/** Neutron's API v2.0 as a fastify application that does not listen yet. */
export function createApp(given: AppOptions): FastifyInstance {
  const { extensionDrivers, serviceModules } = given.netloom
  const resources = withServiceQuotas(extendedResources(given.resources, extensionDrivers), serviceModules)
  const options = { ...given, resources }
  const { netloom, contextOf, maxLimit, cacheLimit = CACHE, logger = silentLogger } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const meant = respelled(resources)
  const app = fastify({
    ...serverOptions(limits, options.tls),
    schemaController: NO_SCHEMAS,
    // `request.ip`, for rates and logs: one hop is the proxy's word, which is made one address below.
    ...(options.proxyHeaders === true && { trustProxy: (_: string, hop: number) => hop === 0 }),
    genReqId: newRequestId,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: LONGEST_PARAMETER },
    frameworkErrors: (error, _, reply) => {
      const { status, body } = errorAnswer(error)
      void json(reply, status, body)
    },
    rewriteUrl: (request) => {
      const url = normalUrl(request.url ?? '/')
      // What fastify calls the original: nothing after this sees another spelling.
      Object.assign(request, { originalUrl: url, seenAs: originOf(request, options) })
      if (options.proxyHeaders === true) setClientAddress(request)
      // Every body is read as JSON, whatever its type says, and were it nonsense.
      if (request.headers['content-type'] !== undefined) request.headers['content-type'] = 'application/json'
      return withoutSuffix(meant(url))
    },
    exposeHeadRoutes: false,
    return503OnClosing: true,
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => {
    done(null, body)
  })
  app.setErrorHandler((error, request, reply) => {
    const { status, body, isOurFault, headers = {} } = errorAnswer(error, request.routeOptions.config.dialect)
    if (isOurFault)
      logger.error({ err: error, requestId: request.id, method: request.method, url: request.url }, 'request')
    return json(reply.headers(headers), status, body)
  })
  app.setNotFoundHandler((_, reply) => json(reply, 404, errorAnswer(notFound()).body))
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-openstack-request-id', request.id)
    done()
  })
  handleInOrder(app)
  if (options.cors !== undefined) addCors(app, options.cors)
  const limitProjects = addOperations(app, options, limits)
  app.route({
    method: ['GET', 'HEAD', 'OPTIONS'],
    url: '/',
    handler: (request, reply) => json(reply, 200, versionsDocument(baseUrl(request))),
  })
  const cache = new RenderCache(cacheLimit)
  void app.register(
    (api, _, done) => {
      api.decorateRequest<RequestContext | null>('caller', null)
      api.addHook('onRequest', async (request) => {
        if (!acceptsJson(request.headers.accept)) throw notAcceptable()
        request.caller = await contextOf(request.headers, request.id)
      })
      api.addHook('onRequest', limitProjects)
      // of the API's own, so that strangers get 401 for paths that are not there, too
      api.setNotFoundHandler((_, reply) => json(reply, 404, errorAnswer(notFound()).body))
      api.get('/', (request, reply) => json(reply, 200, resourcesDocument(baseUrl(request), resources)))
      addExtensions(api, resources, [...netloom.extensionDrivers, ...servicesAsExtensions(netloom)])
      for (const resource of resources) {
        addResourceRoutes(
          api,
          new ResourceApi(compile(resource), { netloom, maxLimit, maxBulk: limits.bulkItems, cache }),
          netloom,
          limits,
        )
      }
      done()
    },
    { prefix: '/v2.0' },
  )
  return app
}

/** A header that says nothing of use stays as the address of the proxy: that there is one matters to others (`/metrics`). */
function setClientAddress({ headers, socket }: IncomingMessage): void {
  if (headers['x-forwarded-for'] === undefined && headers.forwarded === undefined) return
  headers['x-forwarded-for'] = clientAddress(headers) ?? socket.remoteAddress ?? ''
}

/** Other spellings of paths that dialects have: `/v2/lbaas/…` for `/v2.0/lbaas/…`. */
function respelled(resources: readonly Resource[]): (url: string) => string {
  const spellings = Object.entries(
    Object.assign({}, ...resources.map(({ dialect }) => dialect?.alsoAt)) as Record<string, string>,
  )
  return (url) => {
    const found = spellings.find(([start]) => url.startsWith(`${start}/`))
    return found === undefined ? url : found[1] + url.slice(found[0].length)
  }
}

/** `/v2.0/networks.json?name=a` → `/v2.0/networks?name=a` */
function withoutSuffix(url: string): string {
  if (!url.includes('.json')) return url
  const [path = '', ...query] = url.split('?')
  const bare = path.startsWith('/v2.0/') && path.endsWith('.json') ? path.slice(0, -'.json'.length) : path
  return [bare, ...query].join('?')
}
