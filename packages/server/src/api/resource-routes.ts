import {
  type Action,
  type Dialect,
  HttpBadRequestError,
  HttpError,
  ifMatch,
  isDictionary,
  methodNotAllowed,
  type Query,
  type ResourceApi,
  type ResourceCall,
  tagActions,
} from '@netloom/api'
import type { FastifyContextConfig, FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import { type Netloom, NotAuthorizedError } from '@netloom/core'
import { LIMITS } from '@netloom/core/kit'
import type { Limits } from '../limits/limits.ts'
import { parseJsonBody } from '../limits/parse-json-body.ts'
import { baseUrl, json } from '../answers/answer.ts'
import { jsonInTurns } from './json-in-turns.ts'
import { resourcePath } from '../answers/versions.ts'

type BodyLimits = Pick<Limits, 'bodyBytes' | 'objectBytes'>
type Params = Readonly<Record<string, string>>

const COLLECTION = ['GET', 'POST'] as const
const MEMBER = ['GET', 'PUT', 'DELETE'] as const
const METHODS: readonly HTTPMethods[] = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS']

/** The routes of one resource, its actions first: a literal path beats `:id`. */
export function addResourceRoutes(
  app: FastifyInstance,
  resource: ResourceApi,
  netloom: Netloom,
  limits: BodyLimits,
): void {
  const { actions = [], plural, tagged, dialect, replaceAll } = resource.compiled.resource
  const config = configOf(dialect)
  const path = `/${resourcePath(resource.compiled.resource)}`
  const taken = new Set<string>()
  addActions(app, path, actions, taken, netloom, resource)
  if (tagged === true) {
    // Neutron has the tags of /qos/policies under /policies only, where its own clients do not look for them
    const bases = new Set([path, `/${plural.replaceAll('_', '-')}`])
    const tags = resource.compiled.resource.tagRoutes ?? tagActions(plural)
    for (const base of bases) addActions(app, base, tags, taken, netloom, resource)
  }
  for (const method of COLLECTION) {
    if (!resource.offers(method === 'GET' ? 'list' : 'createMany')) continue
    taken.add(`${method} ${path}`)
    app.route({
      method,
      url: path,
      config,
      ...(method === 'POST' && { bodyLimit: limits.bodyBytes }),
      handler: (request, reply) => collection(resource, method, request, reply, limits),
    })
  }
  if (replaceAll !== undefined) {
    addAction(app, path, { ...replaceAll, method: 'PUT', path }, netloom, resource)
    taken.add(`PUT ${path}`)
  }
  const member = `${path}/:id`
  for (const method of MEMBER) {
    if (!resource.offers(method === 'GET' ? 'get' : method === 'PUT' ? 'update' : 'delete')) continue
    taken.add(`${method} ${member}`)
    app.route({ method, url: member, config, handler: (request, reply) => one(resource, method, request, reply) })
  }
  for (const url of [path, member]) refuseOthers(app, url, taken, dialect)
}

function addActions(
  app: FastifyInstance,
  path: string,
  actions: readonly Action[],
  taken: Set<string>,
  netloom: Netloom,
  resource: ResourceApi,
): void {
  for (const action of actions) {
    addAction(app, `${path}/${action.path}`, action, netloom, resource)
    taken.add(`${action.method} ${path}/${action.path}`)
  }
  const { dialect } = resource.compiled.resource
  // The object's own path is refused with the usual routes, which come later.
  const urls = new Set(actions.map((action) => `${path}/${action.path}`).filter((url) => url !== `${path}/:id`))
  for (const url of urls) refuseOthers(app, url, taken, dialect)
}

const configOf = (dialect: Dialect | undefined): FastifyContextConfig => (dialect === undefined ? {} : { dialect })

/** Known paths answer 405, not 404, to other methods. */
function refuseOthers(app: FastifyInstance, url: string, taken: Set<string>, dialect?: Dialect): void {
  const others = METHODS.filter((method) => !taken.has(`${String(method)} ${url}`))
  app.route({
    method: others,
    url,
    config: configOf(dialect),
    handler: () => {
      throw methodNotAllowed()
    },
  })
}

async function collection(
  resource: ResourceApi,
  method: 'GET' | 'POST',
  request: FastifyRequest,
  reply: FastifyReply,
  limits: BodyLimits,
): Promise<FastifyReply> {
  const call = callOf(request)
  if (method === 'GET') return json(reply, 200, await resource.list(call))
  const body = await bodyOf(request)
  requireBulk(body, resource.compiled.resource.plural, request, limits)
  return json(reply, 201, await resource.create(call, body))
}

/** Only bulk creates may be long. @throws {HttpError} 413 */
function requireBulk(
  body: unknown,
  plural: string,
  { body: bytes }: FastifyRequest,
  { objectBytes }: BodyLimits,
): void {
  const size = Buffer.isBuffer(bytes) ? bytes.length : 0
  if (size <= objectBytes || (isDictionary(body) && Object.hasOwn(body, plural))) return
  throw new HttpError(
    413,
    'HTTPRequestEntityTooLarge',
    `The body has ${String(size)} bytes; one object may have ${String(objectBytes)}, only a bulk create more.`,
  )
}

async function one(
  resource: ResourceApi,
  method: 'GET' | 'PUT' | 'DELETE',
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const call = callOf(request)
  const { id = '' } = request.params as Params
  if (method === 'GET') return json(reply, 200, await resource.show(call, id))
  if (method === 'PUT') return json(reply, 200, await resource.update(call, id, await bodyOf(request)))
  await resource.delete(call, id)
  return reply.code(204).send()
}

function addAction(app: FastifyInstance, url: string, action: Action, netloom: Netloom, resource: ResourceApi): void {
  app.route({
    method: action.method,
    url,
    config: configOf(resource.compiled.resource.dialect),
    handler: async (request, reply) => {
      const context = request.caller
      const params = request.params as Params
      const target = action.asksObject === true ? await resource.targetOfAction(context, params) : {}
      if (!action.policy(context, target)) {
        if (action.asksObject === 'refused') await resource.targetOfAction(context, params)
        throw new NotAuthorizedError(`rule:${action.rule}`)
      }
      const body: unknown = action.body?.parse(await bodyOf(request))
      const answer = await action.run(netloom, context, {
        params,
        body,
        query: queryOf(request),
      })
      const status = action.status ?? 200
      return status === 204 || (status === 202 && answer === undefined)
        ? reply.code(status).send()
        : json(reply, status, await jsonInTurns(answer))
    },
  })
}

function callOf(request: FastifyRequest): ResourceCall {
  const { 'if-match': match } = request.headers
  return {
    context: request.caller,
    parents: request.params as Params,
    query: queryOf(request),
    url: baseUrl(request) + request.originalUrl,
    ifRevision: ifMatch(match),
  }
}

function queryOf(request: FastifyRequest): Query {
  // fromEntries, not assignment: a parameter may be called __proto__
  return Object.fromEntries(
    Object.entries(request.query as Record<string, string | string[]>).map(([name, given]) => [
      name,
      requireAtMost(name, Array.isArray(given) ? given : [given]),
    ]),
  )
}

/** @throws {HttpBadRequestError} */
function requireAtMost(name: string, values: readonly string[]): readonly string[] {
  if (values.length <= LIMITS.repeats) return values
  throw new HttpBadRequestError(
    `Query parameter '${name.slice(0, 100)}' comes ${String(values.length)} times, at most ${String(LIMITS.repeats)} ` +
      'are allowed; ask several times',
  )
}

/** What the body says; an empty one says nothing. */
async function bodyOf({ body }: FastifyRequest): Promise<unknown> {
  return Buffer.isBuffer(body) && body.length > 0 ? parseJsonBody(body) : {}
}
