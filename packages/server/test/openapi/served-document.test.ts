import { type Resource, RESOURCES } from '@netloom/api'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OpenApiDocument } from '../../src/openapi/open-api-types.ts'
import { pathOf } from '../../src/openapi/paths.ts'
import { schemaName } from '../../src/openapi/schema-names.ts'
import { SeededDraws } from '../fuzz/seeded-draws.ts'
import { Known } from '../fuzz/known.ts'
import { RECIPES } from '../fuzz/recipes.ts'
import { startApi, type Answer, type Api } from '../support/start-api.ts'
import { metaSchemaProblems } from './meta-schema.ts'
import { WITH_SERVICES } from '../support/with-services.ts'

let api: Api
let document: OpenApiDocument
const known = new Known()
const dice = new SeededDraws(1)

beforeAll(async () => {
  api = await startApi(WITH_SERVICES)
  document = (await api.app.inject({ url: '/openapi.json' })).json<OpenApiDocument>()
  await api.netloom.agents.hello({
    ...{ agentType: 'Linux bridge agent', binary: 'netloom-agent', host: 'host1', start: true },
    ...{ availabilityZone: 'nova', configurations: { tunnelingIp: '192.0.2.1' } },
  })
  const answers = await made(RESOURCES)
  expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThan(20)
})
afterAll(() => api.close())

/** Several objects of everything that can be made. */
async function made(resources: readonly Resource[]): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  for (const resource of [...resources, ...resources, ...resources, ...resources]) {
    const body = RECIPES[resource.plural]?.(dice, known)
    if (body === undefined) continue
    const answer = await api.call('POST', realPath(pathOf(resource)), { [resource.name]: body })
    answers.push(answer)
    if (answer.status === 201) known.add(resource.plural, (answer.body as Shown)[resource.name])
  }
  return answers
}

type Shown = Readonly<Record<string, unknown>>
const METHODS = ['get', 'post', 'put', 'delete'] as const

/** Below /v2.0, with an object of the right kind for each parameter. */
const realPath = (path: string, plural = ''): string =>
  path.replace('/v2.0', '').replace(/\{(\w+)\}/g, (_, name: string) => {
    const kind = name === 'policy_id' ? 'policies' : plural
    return known.one(dice, kind.replace(/^alias_/, ''))?.id ?? '00000000-0000-4000-8000-000000000000'
  })

describe('the document that is served', () => {
  it('is an OpenAPI document, for everybody', async () => {
    expect(await metaSchemaProblems(document)).toBeUndefined()
    expect(document.info.version).toMatch(/^\d+\.\d+\.\d+/)
  })

  it('names every operation once', () => {
    const names = Object.values(document.paths).flatMap((item) =>
      METHODS.flatMap((method) => item[method]?.operationId ?? []),
    )
    expect(names.length).toBeGreaterThan(100)
    expect(new Set(names).size).toBe(names.length)
  })

  it('has every route that there is, and none that is not', async () => {
    const documented = new Map(Object.entries(document.paths).map(([path, item]) => [shape(path), item]))
    const paths = await routes()
    const wrong: string[] = []
    for (const path of paths) {
      for (const method of METHODS) {
        const url = path.replaceAll('{}', '00000000-0000-4000-8000-000000000000')
        const { statusCode, body } = await api.app.inject({ method: method.toUpperCase() as 'GET', url })
        const isRoute = statusCode !== 405 && !(statusCode === 404 && body.includes('"HTTPNotFound"'))
        const isDocumented = documented.get(path)?.[method] !== undefined
        if (isRoute !== isDocumented) wrong.push(`${method} ${path}: ${String(statusCode)}, ${String(isDocumented)}`)
      }
    }
    // no extension has that id: its route looks like none
    expect(wrong).toEqual(['get /v2.0/extensions/{}: 404, true'])
    expect([...documented.keys()].filter((path) => !paths.includes(path))).toEqual([])
  })

  /** Paths differ in their shape only, not in the names of their parameters. */
  const shape = (path: string): string => path.replace(/:\w+(\|:\w+)*|\{\w+\}/g, '{}')

  /** Every path that fastify knows, from the tree that it prints. */
  async function routes(): Promise<readonly string[]> {
    await api.app.ready()
    const found: string[] = []
    const parents: string[] = []
    for (const line of api.app.printRoutes({ commonPrefix: false }).split('\n')) {
      const [, indent = '', part] = /^([│ ]*)[├└]── (\S+) \(/.exec(line) ?? []
      if (part === undefined) continue
      const depth = indent.length / 4
      const whole = `${depth === 0 ? '' : (parents[depth - 1] ?? '')}/${part.replace(/^\//, '')}`.replace('//', '/')
      parents[depth] = whole
      found.push(shape(whole === '/v2.0' ? '/v2.0/' : whole))
    }
    return found
  }
})

describe('real answers', () => {
  const validators = new Map<string, ValidateFunction>()

  /** Only where there is something to tell. */
  const SOMETIMES = ['trunk_details']

  /** Stricter than what is published: nothing may be missing, and nothing may be more than is documented. */
  function validatorOf(resource: Resource): ValidateFunction {
    const name = schemaName(resource)
    const known = validators.get(name)
    if (known !== undefined) return known
    const schema = document.components.schemas[name] ?? {}
    const hidden = new Set(
      Object.entries(resource.attributes).flatMap(([one, { policy }]) => (policy?.read === undefined ? [] : [one])),
    )
    const required = Object.keys(schema['properties'] as Shown).filter(
      (one) => !hidden.has(one) && !SOMETIMES.includes(one),
    )
    const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
    const made = ajv.compile({ ...schema, required, additionalProperties: false })
    validators.set(name, made)
    return made
  }

  it.each(RESOURCES.map((resource) => [pathOf(resource), resource] as const))(
    'of %s are as documented',
    async (path, resource) => {
      const { status, body } = await api.call('GET', realPath(path, resource.plural))
      const listed = (body as Shown)[resource.plural] as readonly Shown[] | undefined
      expect([200, 405]).toContain(status)
      if (RECIPES[resource.plural] !== undefined && !path.includes('{')) expect(listed?.length).toBeGreaterThan(0)
      const id = known.one(dice, resource.plural)?.id
      const one = id === undefined ? undefined : await api.call('GET', `${realPath(path)}/${id}`)
      const shown = (one?.body as Shown | undefined)?.[resource.name] as Shown | undefined
      const validate = validatorOf(resource)
      for (const object of [...(listed ?? []), ...(shown === undefined ? [] : [shown])]) {
        validate(object)
        const problems = validate.errors?.map(
          ({ instancePath, message, params }) =>
            `${instancePath} ${message ?? ''} ${JSON.stringify(params)} in ${JSON.stringify(object)}`,
        )
        expect(problems ?? []).toEqual([])
      }
    },
  )
})
