import type { JsonSchema } from '@netloom/api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openApiDocument } from '../../src/openapi/open-api-document.ts'
import type { Method, Operation, PathItem } from '../../src/openapi/open-api-types.ts'
import { startApi, type Answer, type Api } from '../support/start-api.ts'
import { ALL_RESOURCES, WITH_SERVICES } from '../support/with-services.ts'

const document = openApiDocument(ALL_RESOURCES, { title: 'netloom', version: '1' })
const METHODS: readonly Method[] = ['get', 'put', 'post', 'delete']
const NOBODY = '00000000-0000-4000-8000-000000000000'
const STRANGE = [
  ['a UUID', NOBODY],
  ['a word', 'none'],
  ['a NUL', '%00'],
  ['a way out', '..%2f'],
  ['far too long', 'x'.repeat(300)],
] as const
/** Nothing, JSON of every type but an object, an object of nothing, what is no JSON. */
const NO_OBJECTS = ['', 'null', 'true', '5', '"text"', '[]', '[{}]', '[null]', '{}', '{', 'a=b']
const WRONG: readonly unknown[] = [null, -1, 2 ** 60, 'text', [], [null], ['x'], { x: {} }]

/** Every project has quotas, also one that nobody has heard of. */
const ANY_ID = new Set(['/v2.0/quotas/{id}', '/v2.0/quotas/{id}/default', '/v2.0/quotas/{id}/details'])

interface Documented {
  readonly method: Method
  readonly path: string
  readonly operation: Operation
}

const operations: readonly Documented[] = Object.entries(document.paths).flatMap(([path, item]: [string, PathItem]) =>
  METHODS.flatMap((method) => {
    const operation = item[method]
    return operation === undefined || !path.startsWith('/v2.0/') ? [] : [{ method, path, operation }]
  }),
)
const ofObjects = operations.filter(({ path }) => path.includes('{'))
const withBody = operations.filter(({ operation }) => operation.requestBody !== undefined)

let api: Api
beforeAll(async () => {
  api = await startApi(WITH_SERVICES)
})
afterAll(() => api.close())

const real = (path: string, id: string): string => path.replace('/v2.0', '').replace(/\{\w+\}/g, id)
const send = ({ method, path }: Documented, id: string, body?: unknown): Promise<Answer> =>
  api.call(method.toUpperCase(), real(path, id), body)

/** The bodies that an operation may be sent with attributes of a wrong type: alone and in its envelope. */
function* bodiesOf({ operation }: Documented): Generator<object> {
  const schema = resolved(operation.requestBody?.content['application/json']?.schema ?? {})
  for (const one of Array.isArray(schema['oneOf']) ? (schema['oneOf'] as readonly JsonSchema[]) : [schema]) {
    for (const [name, part] of Object.entries(propertiesOf(one))) {
      for (const value of WRONG) yield { [name]: value }
      for (const attribute of Object.keys(propertiesOf(resolved(part)))) {
        for (const value of WRONG) yield { [name]: { [attribute]: value } }
      }
    }
  }
}

function resolved(schema: JsonSchema): JsonSchema {
  const { $ref: ref } = schema
  if (typeof ref !== 'string') return schema
  const [, , kind = '', name = ''] = ref.split('/')
  return (document.components as unknown as Record<string, Record<string, JsonSchema>>)[kind]?.[name] ?? {}
}

const propertiesOf = (schema: JsonSchema): Readonly<Record<string, JsonSchema>> =>
  (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>

const told = ({ method, path }: Documented, body: unknown, { status }: Answer): string =>
  `${method} ${path} ${JSON.stringify(body)}: ${String(status)}`

describe('every operation of the API', () => {
  it('is asked', () => {
    expect(ofObjects.length).toBeGreaterThan(100)
    expect(withBody.length).toBeGreaterThan(50)
  })

  it.each(STRANGE)('refuses an id that nobody has and that is %s with a 4xx', async (_, id) => {
    const answered: string[] = []
    for (const one of ofObjects) {
      if (ANY_ID.has(one.path)) continue
      const body = one.operation.requestBody === undefined ? undefined : {}
      const answer = await send(one, id, body)
      if (answer.status < 400 || answer.status > 499) answered.push(told(one, body, answer))
    }
    expect(answered).toEqual([])
  })

  it.each(NO_OBJECTS)('refuses the body %j with a 4xx', async (body) => {
    const answered: string[] = []
    for (const one of withBody) {
      const answer = await send(one, NOBODY, body)
      const isFree = ANY_ID.has(one.path) && answer.status === 200
      if ((answer.status < 400 && !isFree) || answer.status > 499) answered.push(told(one, body, answer))
    }
    expect(answered).toEqual([])
  })

  it('has no fault of its own with attributes of any JSON type', async () => {
    const answered: string[] = []
    for (const one of withBody) {
      for (const body of bodiesOf(one)) {
        const answer = await send(one, NOBODY, body)
        if (answer.status > 499) answered.push(told(one, body, answer))
      }
    }
    expect(answered).toEqual([])
  })
})

describe('a network that an agent nobody knows shall serve', () => {
  it.each(['none', NOBODY])('is a 404 for the agent %s', async (agent) => {
    const { body: made } = await api.call('POST', '/networks', { network: {} })
    const { id } = (made as { readonly network: { readonly id: string } }).network
    expect(await api.call('POST', `/agents/${agent}/dhcp-networks`, { network_id: id })).toMatchObject({
      status: 404,
      body: { NeutronError: { type: 'AgentNotFound' } },
    })
  })
})
