import { lbErrors } from '../errors/lb-errors.ts'
import type { AttributesOf } from '../model/kinds.ts'
import type { LbObject } from '../model/lb-object.ts'
import type { HealthMonitorCreate, HealthMonitorUpdate } from '../model/requests.ts'
import type { Draft } from './draft.ts'
import { given } from './given.ts'

type Monitor = AttributesOf['healthmonitor']

const HTTP_ONLY = ['httpMethod', 'urlPath', 'expectedCodes', 'httpVersion', 'domainName'] as const
const WIRE_NAMES: Readonly<Record<(typeof HTTP_ONLY)[number], string>> = {
  httpMethod: 'http_method',
  urlPath: 'url_path',
  expectedCodes: 'expected_codes',
  httpVersion: 'http_version',
  domainName: 'domain_name',
}
const FIELDS = {
  delay: undefined,
  timeout: undefined,
  maxRetries: undefined,
  maxRetriesDown: 3,
  httpMethod: null,
  urlPath: null,
  expectedCodes: null,
  httpVersion: null,
  domainName: null,
}
const HTTP_DEFAULTS = { httpMethod: 'GET', urlPath: '/', expectedCodes: '200' } as const

const isHttp = ({ type }: Pick<Monitor, 'type'>): boolean => type === 'HTTP' || type === 'HTTPS'

export function addMonitor(draft: Draft, request: HealthMonitorCreate): LbObject<'healthmonitor'> {
  const { poolId = '', type } = request
  const pool = draft.require('pool', poolId)
  const said = given(request, FIELDS)
  const attributes = {
    ...FIELDS,
    type,
    ...(isHttp(request) && HTTP_DEFAULTS),
    ...said,
    ...(isHttp(request) && withDefaults(said)),
  } as unknown as Monitor
  judge(attributes)
  if (draft.family.under('healthmonitor', pool.id).length > 0) throw lbErrors.duplicateMonitor()
  return draft.add('healthmonitor', pool.id, request, attributes)
}

export function changeMonitor(
  draft: Draft,
  monitor: LbObject<'healthmonitor'>,
  change: HealthMonitorUpdate,
): LbObject<'healthmonitor'> {
  const said = given(change, FIELDS)
  const attributes = {
    ...monitor.attributes,
    ...said,
    ...(isHttp(monitor.attributes) && withDefaults(said)),
  } as Monitor
  judge(attributes)
  return draft.change(monitor, change, attributes)
}

/** null asks for what is so by default. */
const withDefaults = (said: object): object =>
  Object.fromEntries(
    Object.entries(HTTP_DEFAULTS).filter(([name]) => (said as Readonly<Record<string, unknown>>)[name] === null),
  )

function judge(monitor: Monitor): void {
  if (!isHttp(monitor)) {
    const named = HTTP_ONLY.find((name) => monitor[name] !== null)
    if (named !== undefined) throw lbErrors.option(WIRE_NAMES[named], `health monitors of type ${monitor.type}`)
  }
  const { domainName, httpVersion } = monitor
  if (domainName === null) return
  if (httpVersion === null) {
    throw lbErrors.validation("'http_version' must be specified when 'domain_name' is provided.")
  }
  if (httpVersion !== '1.1') throw lbErrors.validation("'http_version' must be 1.1 when 'domain_name' is provided.")
}
