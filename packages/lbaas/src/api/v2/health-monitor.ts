import { compile, type CompiledResource, defineResource, MEMBER, READER, type Resource } from '@netloom/api'
import type { Shown } from '../../controller/model/shown.ts'
import { HEALTH_MONITOR_TYPES, HTTP_METHODS } from '../../wire/words.ts'
import { OCTAVIA } from '../words/octavia.ts'
import { domainName, expectedCodes, urlPath } from '../values/lb-values.ts'
import { integer, oneOf, orDefault, orNull, uuid } from '../values/values.ts'
import { both, head, listed, refs, tail } from './common.ts'

type Monitor = Shown<'healthmonitor'>

const LONGEST = 2_147_483_647
const httpVersion = orNull(oneOf(1, 1.1))

/** `/v2.0/lbaas/healthmonitors` */
export const healthMonitorResource: Resource = defineResource<Monitor>({
  name: 'healthmonitor',
  plural: 'healthmonitors',
  path: 'lbaas/healthmonitors',
  summary: 'How the members of a pool are asked whether they are well.',
  extension: 'lbaasv2',
  dialect: OCTAVIA,
  policy: { create: MEMBER, read: READER, update: MEMBER, delete: MEMBER },
  service: ({ services }) => services.lbHealthMonitors,
  toCreate: withVersion,
  toUpdate: withVersion,
  attributes: {
    ...head<Monitor>(),
    type: { type: oneOf(...HEALTH_MONITOR_TYPES), post: 'required', ...listed },
    delay: { type: integer(0, LONGEST), post: 'required', put: 'allowed', ...listed },
    timeout: { type: integer(0, LONGEST), post: 'required', put: 'allowed', ...listed },
    max_retries: { type: integer(1, 10), post: 'required', put: 'allowed', ...listed },
    max_retries_down: { type: orDefault(integer(1, 10), 3), ...both },
    http_method: { type: orNull(oneOf(...HTTP_METHODS)), ...both, ...listed },
    url_path: { type: orNull(urlPath), ...both, ...listed },
    expected_codes: { type: orNull(expectedCodes), ...both },
    http_version: {
      type: httpVersion,
      ...both,
      read: ({ httpVersion: version }) => (version === null ? null : Number(version)),
    },
    domain_name: { type: orNull(domainName), ...both },
    pool_id: { type: uuid, post: 'required', writeOnly: true },
    pools: { type: refs },
    ...tail<Monitor>(),
  },
})

/** A number on the wire, a word everywhere else: 1.0 has to stay 1.0. */
function withVersion(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { httpVersion: version } = values
  return typeof version === 'number' ? { ...values, httpVersion: version.toFixed(1) } : values
}

export const compiledMonitor: CompiledResource = compile(healthMonitorResource)
