import { type JsonSchema, RESOURCES } from '@netloom/api'
import { describe, expect, it } from 'vitest'
import { openApiDocument } from '../../src/openapi/open-api-document.ts'
import type { Operation, PathItem } from '../../src/openapi/open-api-types.ts'

const document = openApiDocument(RESOURCES, { title: 'netloom', version: '1' })

/** Where a schema leaves open how much a client may send. */
function unbounded(schema: JsonSchema, at: string): readonly string[] {
  const target = resolved(schema)
  const { type, items, properties, oneOf, ...rest } = target
  if (Array.isArray(oneOf)) return oneOf.flatMap((one: JsonSchema, index) => unbounded(one, `${at}(${String(index)})`))
  const kinds = Array.isArray(type) ? type : [type]
  const found: string[] = []
  if (kinds.includes('string') && rest['maxLength'] === undefined && rest['enum'] === undefined) found.push(at)
  if (kinds.includes('array')) {
    if (rest['maxItems'] === undefined) found.push(`${at}[]`)
    if (rest['maxItems'] !== 0) found.push(...unbounded((items ?? {}) as JsonSchema, `${at}[0]`))
  }
  if (kinds.includes('object')) {
    const parts = Object.entries((properties ?? {}) as Record<string, JsonSchema>)
    if (parts.length === 0 && rest['maxProperties'] === undefined) found.push(`${at}{}`)
    for (const [name, part] of parts) found.push(...unbounded(part, `${at}.${name}`))
  }
  // what says nothing of its type takes everything
  if (type === undefined && rest['enum'] === undefined) found.push(`${at}?`)
  return found
}

function resolved(schema: JsonSchema): JsonSchema {
  const { $ref: ref } = schema
  if (typeof ref !== 'string') return schema
  const [, , kind = '', name = ''] = ref.split('/')
  const known = document.components as unknown as Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>
  return known[kind]?.[name] ?? {}
}

function operationsOf(item: PathItem): readonly (readonly [string, Operation])[] {
  return Object.entries(item).filter((entry): entry is [string, Operation] => entry[0] !== 'parameters')
}

describe('every input of the API', () => {
  const inputs = Object.entries(document.paths).flatMap(([path, item]) => [
    ...operationsOf(item).flatMap(([method, { requestBody, parameters = [] }]) => [
      ...(requestBody === undefined
        ? []
        : [[`${method} ${path}`, requestBody.content['application/json']?.schema ?? {}] as const]),
      ...parameters.map((parameter) => parameterInput(`${method} ${path}`, parameter as unknown as JsonSchema)),
    ]),
    ...(item.parameters ?? []).map((parameter) => parameterInput(path, parameter as unknown as JsonSchema)),
  ])

  function parameterInput(at: string, parameter: JsonSchema): readonly [string, JsonSchema] {
    const { name, schema } = resolved(parameter)
    return [`${at} ${String(name)}`, schema as JsonSchema]
  }

  it('has a bound: texts a length, lists a number of items, open objects a number of members', () => {
    expect(inputs.length).toBeGreaterThan(500)
    expect([...new Set(inputs.flatMap(([at, schema]) => unbounded(schema, at)))]).toEqual([])
  })

  it.each([
    [{ type: 'string' }, ['x']],
    [{ type: ['array', 'null'], items: { type: 'integer' } }, ['x[]']],
    [{ type: 'array', maxItems: 3, items: {} }, ['x[0]?']],
    [{ type: 'object' }, ['x{}']],
    [{ type: 'object', properties: { a: { type: ['string', 'null'] } } }, ['x.a']],
    [{ type: 'string', maxLength: 3 }, []],
  ])('is missed where %j has none', (schema, expected) => {
    expect(unbounded(schema, 'x')).toEqual(expected)
  })
})
