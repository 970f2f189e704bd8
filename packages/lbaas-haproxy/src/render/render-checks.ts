import type { HealthMonitorItem } from '@netloom/lbaas'
import type { Directive } from './configuration.ts'
import { safeCodes, safeDomain, safeInteger, safeMethod, safeUrlPath } from './safe-values.ts'

type HealthMonitorType = HealthMonitorItem['type']

const OFFERED: ReadonlySet<HealthMonitorType> = new Set<HealthMonitorType>(['HTTP', 'HTTPS', 'TCP', 'TLS-HELLO'])
const MOST_SECONDS = 2_147_483

export const isOfferedMonitor = (type: HealthMonitorType): boolean => OFFERED.has(type)

/** What cannot be done is said: a connect in the place of a ping, as neutron-lbaas had it, is none. */
export const monitorProblem = ({ type }: HealthMonitorItem): string | undefined =>
  isOfferedMonitor(type)
    ? undefined
    : `members are not checked: haproxy has no health monitor of type ${type}; use one of ${[...OFFERED].join(', ')}`

/** How members of a pool are checked. */
export function checkDirectives(monitor: HealthMonitorItem | undefined): readonly Directive[] {
  if (monitor === undefined || !isOfferedMonitor(monitor.type)) return []
  const timeout: Directive = [
    'timeout',
    'check',
    `${safeInteger('a timeout', Math.max(1, monitor.timeout), 1, MOST_SECONDS)}s`,
  ]
  if (monitor.type === 'TCP') return [timeout]
  if (monitor.type === 'TLS-HELLO') return [timeout, ['option', 'ssl-hello-chk']]
  const { httpMethod, urlPath, expectedCodes, httpVersion, domainName } = monitor
  return [
    timeout,
    ['option', 'httpchk'],
    [
      ...['http-check', 'send', 'meth', safeMethod(httpMethod ?? 'GET'), 'uri', safeUrlPath(urlPath ?? '/')],
      ...['ver', httpVersion === '1.1' || domainName !== null ? 'HTTP/1.1' : 'HTTP/1.0'],
      ...(domainName === null ? [] : ['hdr', 'Host', safeDomain(domainName)]),
    ],
    ['http-check', 'expect', 'status', safeCodes(expectedCodes ?? '200')],
  ]
}
