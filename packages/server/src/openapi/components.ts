import type { JsonSchema } from '@netloom/api'
import { LIMITS } from '@netloom/core/kit'
import { DEFAULT_LIMITS } from '../limits/limits.ts'
import { errorResponses } from './errors.ts'
import type { Components, Parameter } from './open-api-types.ts'

/** `{ "NeutronError": { type, message, detail } }`, what every refusal carries. */
const NEUTRON_ERROR: JsonSchema = {
  type: 'object',
  properties: {
    NeutronError: {
      type: 'object',
      properties: {
        type: { type: 'string', description: 'Name of the problem, stable across releases.' },
        message: { type: 'string' },
        detail: { type: 'string' },
      },
      required: ['type', 'message', 'detail'],
      additionalProperties: false,
    },
  },
  required: ['NeutronError'],
  additionalProperties: false,
}

const LINKS: JsonSchema = {
  type: 'array',
  description: 'The next and the previous page of a list that was asked for with `limit`.',
  items: {
    type: 'object',
    properties: { rel: { enum: ['next', 'previous'] }, href: { type: 'string' } },
    required: ['rel', 'href'],
  },
}

/** A text in a URL is as long as a URL may be. */
export const QUERY_TEXT: JsonSchema = { type: 'string', maxLength: DEFAULT_LIMITS.urlBytes }

const query = (name: string, description: string, schema: JsonSchema): Parameter => ({
  name,
  in: 'query',
  description,
  schema,
})

const parameters: Readonly<Record<string, Parameter>> = {
  fields: {
    ...query('fields', 'Only these attributes.', {
      type: 'array',
      items: QUERY_TEXT,
      maxItems: LIMITS.repeats,
    }),
    style: 'form',
    explode: true,
  },
  limit: query('limit', 'At most so many objects; 0 = as many as the server gives at once.', {
    type: 'integer',
    minimum: 0,
  }),
  marker: query('marker', 'Id of the object before the page.', QUERY_TEXT),
  page_reverse: query('page_reverse', 'The page before the marker instead of the one after it.', { type: 'boolean' }),
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    description: 'The revision the object must still have, else 412.',
    schema: { type: 'string', pattern: '^revision_number=[0-9]+$', maxLength: 40 },
  },
}

/** Everything operations refer to, beside the schemas of the resources. */
export function sharedComponents(schemas: Readonly<Record<string, JsonSchema>>): Components {
  return {
    schemas: { ...schemas, Links: LINKS, NeutronError: NEUTRON_ERROR },
    parameters,
    headers: {
      RequestId: {
        description: 'Names this request in the log of the server.',
        schema: { type: 'string', pattern: '^req-' },
      },
    },
    responses: errorResponses,
    securitySchemes: {
      token: { type: 'apiKey', in: 'header', name: 'X-Auth-Token', description: 'Token of netloom or of Keystone.' },
    },
  }
}
