import type { JsonSchema } from '@netloom/api'
import { refusals } from './errors.ts'
import type { Operation, PathItem } from './open-api-types.ts'
import { pathParameters } from './paths.ts'
import { answer } from './resource-paths.ts'

const OBJECT: JsonSchema = { type: 'object' }
const EXTENSION = '/v2.0/extensions/{alias}'
const READINESS: JsonSchema = {
  type: 'object',
  properties: {
    status: { enum: ['ready', 'not ready'] },
    parts: { type: 'object', additionalProperties: { enum: ['ok', 'failed'] } },
    cause: { type: 'string' },
  },
  required: ['status', 'parts'],
}

/** Routes that belong to no resource. */
export const servicePaths: Readonly<Record<string, PathItem>> = {
  '/': { get: open('versions', 'Versions of the API') },
  '/v2.0/': { get: open('resources', 'Resources of version 2.0') },
  '/v2.0/extensions': { get: known('list_extensions', 'Extensions that this server has') },
  [EXTENSION]: { ...pathParameters(EXTENSION), get: known('show_extension', 'One extension') },
  '/openapi.json': { get: open('openapi', 'This document') },
  '/healthcheck': {
    get: {
      ...open('healthcheck', 'The process answers, as oslo.middleware says it'),
      responses: { 200: { description: 'OK', content: { 'text/plain': { schema: { type: 'string' } } } } },
    },
  },
  '/healthz': { get: open('health', 'The process answers') },
  '/readyz': {
    get: {
      ...open('readiness', 'Requests can be served: the store can be written, the feed runs'),
      responses: {
        200: answer('Ready.', READINESS),
        503: answer('Not ready; `parts` says what failed, `cause` why.', READINESS),
      },
    },
  },
  '/metrics': {
    get: {
      ...open('metrics', 'Figures for Prometheus; for this machine only, unless the server is told otherwise'),
      responses: {
        200: { description: 'Prometheus text format.', content: { 'text/plain': { schema: { type: 'string' } } } },
        ...refusals(403),
      },
    },
  },
}

function open(operationId: string, summary: string): Operation {
  return { operationId, summary, tags: ['service'], security: [], responses: { 200: answer(`${summary}.`, OBJECT) } }
}

function known(operationId: string, summary: string): Operation {
  return {
    operationId,
    summary,
    tags: ['service'],
    responses: { 200: answer(`${summary}.`, OBJECT), ...refusals(401, 404) },
  }
}
