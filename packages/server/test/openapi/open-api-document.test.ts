import { ADMIN, defineResource, integer, MEMBER, READER, text, uuid } from '@netloom/api'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openApiDocument } from '../../src/openapi/open-api-document.ts'
import { metaSchemaProblems } from './meta-schema.ts'

const INFO = { title: 'netloom', version: '1' }

const lamp = defineResource({
  name: 'street_lamp',
  plural: 'street_lamps',
  summary: 'A lamp. It has no data plane yet.',
  tagged: true,
  attributes: {
    id: { type: uuid, post: 'allowed', filter: true, sort: true },
    name: { type: text(255), post: 'allowed', put: 'allowed', filter: true },
    watts: { type: integer({ min: 1, max: 400 }), post: 'required' },
    key: { type: text(), post: 'allowed', writeOnly: true },
    lit_since: { type: text(), filter: true },
  },
  policy: { create: MEMBER, read: READER, update: ADMIN },
  service: () => ({}),
  actions: [
    {
      method: 'PUT',
      path: ':id/switch_on',
      summary: 'Light',
      rule: 'update_street_lamp',
      policy: MEMBER,
      body: z.object({ until: z.string() }),
      run: () => Promise.resolve({}),
    },
  ],
})

const bulb = defineResource({
  name: 'bulb',
  plural: 'bulbs',
  path: 'street-lamps/:lamp_id/bulbs',
  summary: 'A bulb.',
  attributes: { id: { type: uuid } },
  policy: { read: READER, delete: ADMIN },
  service: () => ({}),
})

const document = openApiDocument([lamp, bulb], INFO)

describe('the OpenAPI document', () => {
  it('is one, says the meta-schema', async () => {
    expect(await metaSchemaProblems(document)).toBeUndefined()
  })

  it('is noticed when it is none', async () => {
    expect(await metaSchemaProblems({ ...document, paths: { 'no-slash': 1 } })).toBeDefined()
  })

  it('has the methods that the policy knows, on the paths of the declaration', () => {
    const routes = Object.entries(document.paths).flatMap(([path, item]) =>
      ['get', 'post', 'put', 'delete'].filter((method) => method in item).map((method) => `${method} ${path}`),
    )
    expect(routes.filter((route) => route.includes('street-lamps'))).toEqual([
      'get /v2.0/street-lamps',
      'post /v2.0/street-lamps',
      'get /v2.0/street-lamps/{id}',
      'put /v2.0/street-lamps/{id}',
      'put /v2.0/street-lamps/{id}/switch_on',
      'get /v2.0/street-lamps/{id}/tags',
      'post /v2.0/street-lamps/{id}/tags',
      'put /v2.0/street-lamps/{id}/tags',
      'delete /v2.0/street-lamps/{id}/tags',
      'get /v2.0/street-lamps/{id}/tags/{tag}',
      'put /v2.0/street-lamps/{id}/tags/{tag}',
      'delete /v2.0/street-lamps/{id}/tags/{tag}',
      'get /v2.0/street-lamps/{lamp_id}/bulbs',
      'get /v2.0/street-lamps/{lamp_id}/bulbs/{id}',
      'delete /v2.0/street-lamps/{lamp_id}/bulbs/{id}',
    ])
  })

  it('says what creates, updates and answers may hold', () => {
    const { StreetLamp, StreetLampCreate, StreetLampUpdate } = document.components.schemas
    expect(Object.keys(StreetLamp?.['properties'] ?? {})).toEqual(['id', 'name', 'watts', 'lit_since'])
    expect(StreetLamp?.['description']).toBe('A lamp. It has no data plane yet.')
    expect(StreetLampCreate).toEqual({
      type: 'object',
      properties: {
        id: { type: 'string', format: 'uuid', maxLength: 36 },
        name: { type: 'string', maxLength: 255 },
        watts: { type: 'integer', minimum: 1, maximum: 400 },
        key: { type: 'string' },
      },
      required: ['watts'],
      additionalProperties: false,
    })
    expect(StreetLampUpdate).toMatchObject({ properties: { name: { maxLength: 255 } } })
    expect(Object.keys(document.components.schemas)).not.toContain('BulbCreate')
  })

  it('has a query parameter for each attribute that lists know, and for sorting and paging', () => {
    const parameters = document.paths['/v2.0/street-lamps']?.get?.parameters ?? []
    const names = parameters.map((parameter) =>
      'name' in parameter ? parameter.name : parameter.$ref.split('/').at(-1),
    )
    expect(names).toEqual([
      ...['id', 'name', 'lit_since', 'tags', 'tags-any', 'not-tags', 'not-tags-any'],
      ...['sort_key', 'sort_dir', 'fields', 'limit', 'marker', 'page_reverse'],
    ])
    expect(parameters.find((parameter) => 'name' in parameter && parameter.name === 'sort_key')).toMatchObject({
      schema: { items: { enum: ['id'] } },
    })
  })

  it('names every operation once', () => {
    const names = Object.values(document.paths).flatMap((item) =>
      (['get', 'post', 'put', 'delete'] as const).flatMap((method) => item[method]?.operationId ?? []),
    )
    expect(names.length).toBeGreaterThan(20)
    expect(new Set(names).size).toBe(names.length)
  })
})
