import { ADMIN, type Attribute, compile, InvalidValue, type Resource, type Rule } from '@netloom/api'
import { adminContext, type RequestContext } from '@netloom/core'
import { z } from 'zod'
import { isPlain } from '../driver/mechanism-driver-writes.ts'
import { attemptNow } from '../support/attempt.ts'
import type { ConformanceCheck } from '../support/check.ts'
import { isSame } from '../support/same.ts'
import type { ApiDeclarationFixture } from './api-declaration-fixture.ts'
import { declared, withActions } from './api-names.ts'

type Check = ConformanceCheck<ApiDeclarationFixture>

const NASTY: readonly unknown[] = [{ kit: [{}] }, [[]], 4711.5, true, '\u0000', 'x'.repeat(70_000), { toString: 1 }]
const MEMBER: RequestContext = { ...adminContext('kit-project'), isAdmin: false, roles: ['member', 'reader'] }
const STRANGER: RequestContext = { ...MEMBER, projectId: 'kit-stranger', roles: [] }

/** Rules about values, who may write and see them, and lists. */
export const apiValueChecks: readonly Check[] = [
  {
    rule: 'types every attribute, with a schema that is data and says the same at any time',
    problems: (fixture) =>
      Promise.resolve(
        eachAttribute(fixture).flatMap(([what, { type, answers }]) => {
          if (typeof (type as Partial<z.ZodType> | undefined)?.parse !== 'function') return [`${what} has no type`]
          const schema = schemaOf(type)
          return [
            ...(isPlain(schema) ? [] : [`the schema of ${what} is no data`]),
            ...(Object.keys(schema).length > 0 || answers !== undefined
              ? []
              : [`${what} has no schema: clients are told nothing of it`]),
            ...(isSame(schema, schemaOf(type)) ? [] : [`the schema of ${what} changes`]),
            ...(answers === undefined || isPlain(answers) ? [] : [`what answers show of ${what} is no data`]),
          ]
        }),
      ),
  },
  {
    rule: 'refuses values with a reason of one line for clients, and fails at none',
    problems: (fixture) =>
      Promise.resolve(
        eachAttribute(fixture).flatMap(([what, { type, post, put }]) =>
          post === undefined && put === undefined
            ? []
            : NASTY.flatMap((given) => {
                const result = attemptNow(() => type.parse(given))
                if (!('error' in result)) return []
                const { error } = result
                if (!isRefusal(error)) return [`${what} fails at a value: ${String(error).slice(0, 80)}`]
                return /[\r\n]/.test(error.message) ? [`${what} refuses in several lines`] : []
              }),
        ),
      ),
  },
  {
    rule: 'limits every text that it takes: rows, items of the feed and answers are no place for 70,000 characters',
    problems: (fixture) =>
      Promise.resolve(
        eachAttribute(fixture).flatMap(([what, { type, post, put }]) => {
          if (post === undefined && put === undefined) return []
          const result = attemptNow((): unknown => type.parse('x'.repeat(70_000)))
          // What makes something else of a text, as true and false are made, keeps none of it.
          return 'value' in result && typeof result.value === 'string' ? [`${what} has no limit`] : []
        }),
      ),
  },
  {
    rule: 'says of each attribute whether requests carry it, and only of those what a request may say',
    problems: (fixture) =>
      Promise.resolve(
        eachAttribute(fixture).flatMap(([what, { post, put, writeOnly, policy, isUnchanged }]) => [
          ...(post === undefined || ['required', 'allowed'].includes(post) ? [] : [`post of ${what} is '${post}'`]),
          ...(put === undefined || ['allowed', 'unchanged'].includes(put) ? [] : [`put of ${what} is '${put}'`]),
          ...(policy?.create !== undefined && post === undefined
            ? [`${what} has a rule for creating, and no create carries it`]
            : []),
          ...(policy?.update !== undefined && put === undefined
            ? [`${what} has a rule for updates, and no update carries it`]
            : []),
          ...(policy?.read !== undefined && writeOnly === true
            ? [`${what} has a rule for reading, and is never shown`]
            : []),
          ...(isUnchanged !== undefined && put !== 'unchanged'
            ? [`${what} says what is unchanged, and may change`]
            : []),
        ]),
      ),
  },
  {
    rule: 'has an id that lists find, an owner that others cannot name, and no write of what the cloud sets itself',
    problems: ({ api }) => {
      const problems = (api.resources ?? []).flatMap(({ name, attributes, policy }) => [
        ...(policy.create !== undefined && attributes['id'] === undefined ? [`${name} has no id`] : []),
        ...['id', 'created_at', 'updated_at', 'revision_number', 'status']
          .filter((key) => attributes[key]?.put === 'allowed')
          .map((key) => `a PUT may set ${key} of ${name}`),
        ...['project_id', 'tenant_id']
          .filter((key) => attributes[key]?.put === 'allowed')
          .map((key) => `a PUT may give ${name} to another project, as ${key}`),
      ])
      return Promise.resolve(problems)
    },
  },
  {
    rule: 'has a policy for all that its service can do, and none for what it cannot',
    problems: ({ api }) => Promise.resolve((api.resources ?? []).flatMap((resource) => policyProblems(resource))),
  },
  {
    rule: 'lets its owner and administrators in, and decides by data: no policy throws or waits',
    problems: (fixture) => {
      const rules = [
        ...(fixture.api.resources ?? []).flatMap(({ name, policy }) =>
          (['create', 'read', 'update', 'delete'] as const).map((step) => [`${step} ${name}`, policy[step]] as const),
        ),
        ...withActions(fixture).flatMap(({ name, actions }) =>
          actions.map(({ path, policy }) => [`${name}/${path}`, policy] as const),
        ),
        ...eachAttribute(fixture).flatMap(
          ([what, { policy }]) =>
            [
              [what, policy?.create],
              [what, policy?.update],
              [what, policy?.read],
            ] as const,
        ),
      ]
      return Promise.resolve(rules.flatMap(([what, rule]) => (rule === undefined ? [] : ruleProblems(what, rule))))
    },
  },
  {
    rule: 'shows of an object what it is given, however little that is, and writes into none',
    problems: ({ api, others }) => {
      const extended = Object.keys(api.extensions ?? {})
      const all = [...(api.resources ?? []), ...others.filter(({ name }) => extended.includes(name))]
      const problems = all.flatMap((resource) => {
        const compiled = attemptNow(() => compile(resource))
        return 'error' in compiled ? [`${resource.name} cannot be compiled: ${String(compiled.error)}`] : []
      })
      return Promise.resolve(problems)
    },
  },
  {
    rule: 'filters and sorts by fields, under texts that a service can look up',
    problems: (fixture) =>
      Promise.resolve(
        eachAttribute(fixture).flatMap(([what, { filter, sort, filterAs, writeOnly }]) => [
          ...(typeof filter !== 'string' || /^[A-Za-z]\w*$/.test(filter)
            ? []
            : [`'${filter}', the filter of ${what}, is no field`]),
          ...(typeof sort !== 'string' || /^[A-Za-z]\w*$/.test(sort)
            ? []
            : [`'${sort}', the sort key of ${what}, is no field`]),
          ...(writeOnly === true && sort !== undefined ? [`lists are sorted by ${what}, which nobody is shown`] : []),
          ...(filterAs === undefined || isFilter(filterAs) ? [] : [`filterAs of ${what} makes no filter`]),
        ]),
      ),
  },
  {
    rule: 'takes the bodies that its documents show, and says of each field what was sent',
    problems: (fixture) => Promise.resolve(exampleProblems(fixture)),
  },
]

function eachAttribute(
  fixture: ApiDeclarationFixture,
): readonly (readonly [what: string, attribute: Attribute<object>])[] {
  return declared(fixture).flatMap(({ name, attributes }) =>
    Object.entries(attributes).map(([key, attribute]) => [`${name}.${key}`, attribute] as const),
  )
}

/** What the OpenAPI document says of a type in requests. */
function schemaOf(type: z.ZodType): Readonly<Record<string, unknown>> {
  const { $schema: _, '~standard': __, ...schema } = z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' })
  return schema
}

/** As clients are told of it: 400 in Neutron's words, or another error with a status. */
const isRefusal = (error: unknown): error is Error =>
  error instanceof InvalidValue || (error instanceof Error && 'status' in error && Number(error.status) < 500)

function policyProblems(resource: Resource): readonly string[] {
  const { name, policy, attributes } = resource
  // Whose it is comes with every resource that has an owner, written or not.
  const own = Object.entries(attributes).filter(([key]) => key !== 'project_id' && key !== 'tenant_id')
  const writable = (step: 'post' | 'put'): boolean => own.some(([, one]) => one[step] !== undefined)
  return [
    ...(typeof policy.read === 'function' ? [] : [`${name} has no policy for reading`]),
    ...(typeof resource.service === 'function' ? [] : [`${name} has no service`]),
    ...(writable('post') && policy.create === undefined && policy.update === undefined
      ? [`${name} takes attributes in a POST, and has no policy for it`]
      : []),
    ...(writable('put') && policy.update === undefined
      ? [`${name} takes attributes in a PUT, and has no policy for it`]
      : []),
    ...(policy.create !== undefined && !writable('post') ? [`${name} may be created, and no attribute given`] : []),
  ]
}

function ruleProblems(what: string, rule: Rule): readonly string[] {
  const target = { projectId: MEMBER.projectId }
  const problems: string[] = []
  for (const context of [MEMBER, STRANGER, adminContext('kit-admin')]) {
    for (const one of [target, {}, { projectId: 'kit-nobody' }]) {
      const result = attemptNow((): unknown => rule(Object.freeze({ ...context }), Object.freeze({ ...one })))
      if ('error' in result) problems.push(`the rule of ${what} threw ${String(result.error)}`)
      else if (typeof result.value !== 'boolean') problems.push(`the rule of ${what} answers ${typeof result.value}`)
    }
  }
  const admin = attemptNow((): unknown => rule(adminContext('kit-admin'), target))
  if (rule !== ADMIN && 'value' in admin && admin.value === false)
    problems.push(`the rule of ${what} keeps administrators out`)
  return [...new Set(problems)]
}

function isFilter(filterAs: (texts: readonly string[]) => unknown): boolean {
  const result = attemptNow(() => filterAs(['']))
  // A refusal is an answer.
  return 'error' in result ? isRefusal(result.error) : typeof result.value === 'object' && result.value !== null
}

function exampleProblems({ api, others, examples = {} }: ApiDeclarationFixture): readonly string[] {
  const all = [...(api.resources ?? []), ...others]
  return Object.entries(examples).flatMap(([name, bodies]) => {
    const resource = all.find((one) => one.name === name)
    if (resource === undefined) return [`there is no resource ${name} for an example`]
    const extra = api.extensions?.[name]?.attributes ?? {}
    const attributes = { ...resource.attributes, ...extra }
    return (['create', 'update'] as const).flatMap((step) => {
      const body = bodies[step]
      return body === undefined
        ? []
        : bodyProblems(`${step} ${name}`, attributes, step === 'create' ? 'post' : 'put', body)
    })
  })
}

function bodyProblems(
  what: string,
  attributes: Resource['attributes'],
  step: 'post' | 'put',
  body: Readonly<Record<string, unknown>>,
): readonly string[] {
  const missing = Object.entries(attributes).flatMap(([key, attribute]) =>
    step === 'post' && attribute.post === 'required' && !Object.hasOwn(body, key)
      ? [`${what}: ${key} is required`]
      : [],
  )
  const wrong = Object.entries(body).flatMap(([key, value]) => {
    const attribute = attributes[key]
    if (attribute === undefined) return [`${what}: there is no attribute ${key}`]
    if (attribute[step] === undefined) return [`${what}: ${key} may not be sent`]
    const result = attemptNow(() => attribute.type.parse(JSON.parse(JSON.stringify(value))))
    if ('error' in result) return [`${what}: ${key} is refused: ${String(result.error)}`]
    return schemaProblems(`${what}: ${key}`, schemaOf(attribute.type), value)
  })
  return [...missing, ...wrong]
}

/** Whether a document that shows this schema would let the value pass. */
function schemaProblems(what: string, schema: Readonly<Record<string, unknown>>, value: unknown): readonly string[] {
  const result = attemptNow(() => z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(value))
  if ('error' in result) return [`${what}: its schema is no JSON Schema: ${String(result.error)}`]
  return result.value.success ? [] : [`${what} is taken, and its schema says that it is not`]
}
