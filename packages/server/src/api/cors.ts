import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { json } from '../answers/answer.ts'

/** Which web pages may call the API from a browser (oslo.middleware: `[cors]`). */
export interface CorsOptions {
  /** `https://horizon.example.org`; `*` = any. */
  readonly allowedOrigins: readonly string[]
  readonly allowCredentials?: boolean
  readonly allowMethods?: readonly string[]
  readonly allowHeaders?: readonly string[]
  readonly exposeHeaders?: readonly string[]
  /** Seconds for which a browser remembers the answer. */
  readonly maxAge?: number
}

// Neutron's defaults
const METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH']
const HEADERS = [
  'X-Auth-Token',
  'X-Identity-Status',
  'X-Roles',
  'X-Service-Catalog',
  'X-User-Id',
  'X-Tenant-Id',
  'X-OpenStack-Request-ID',
]
const EXPOSED = ['X-Auth-Token', 'X-Subject-Token', 'X-Service-Token', 'X-OpenStack-Request-ID']
/** Browsers may send these to whom they like. */
const SIMPLE = [
  'accept',
  'accept-language',
  'content-type',
  'cache-control',
  'content-language',
  'expires',
  'last-modified',
  'pragma',
]
const MAX_AGE = 3_600

/** Answers browsers that ask before they call, before anybody is asked who they are: such questions carry no token. */
export function addCors(app: FastifyInstance, options: CorsOptions): void {
  const { allowedOrigins, allowCredentials = true, exposeHeaders = EXPOSED } = options
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers
    if (origin === undefined || !(allowedOrigins.includes(origin) || allowedOrigins.includes('*'))) return undefined
    const asksFirst = request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined
    if (asksFirst && !isAllowed(request, options)) return undefined
    void reply.header('vary', 'Origin').header('access-control-allow-origin', origin)
    if (allowCredentials) void reply.header('access-control-allow-credentials', 'true')
    if (asksFirst) return permission(request, reply, options)
    if (exposeHeaders.length > 0) void reply.header('access-control-expose-headers', exposeHeaders.join(','))
    return undefined
  })
}

function isAllowed(request: FastifyRequest, { allowMethods = METHODS, allowHeaders = HEADERS }: CorsOptions): boolean {
  const known = new Set([...SIMPLE, ...allowHeaders.map((name) => name.toLowerCase())])
  const wanted = headersOf(request).map((name) => name.toLowerCase())
  return allowMethods.includes(methodOf(request)) && (known.has('*') || wanted.every((name) => known.has(name)))
}

function permission(request: FastifyRequest, reply: FastifyReply, { maxAge = MAX_AGE }: CorsOptions): FastifyReply {
  const wanted = headersOf(request)
  if (maxAge > 0) void reply.header('access-control-max-age', maxAge)
  if (wanted.length > 0) void reply.header('access-control-allow-headers', wanted.join(','))
  return json(reply.header('access-control-allow-methods', methodOf(request)), 200, '')
}

const methodOf = ({ headers }: FastifyRequest): string => headers['access-control-request-method'] ?? ''

const headersOf = ({ headers }: FastifyRequest): readonly string[] =>
  (headers['access-control-request-headers'] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
