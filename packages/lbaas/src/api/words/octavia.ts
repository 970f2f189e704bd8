import type { Dialect, NamedResource } from '@netloom/api'
import { apiError } from './api-error.ts'

/** What Octavia calls the argument of each request: `listener_.listener` in its messages. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  loadbalancer: 'load_balancer',
  listener: 'listener_',
  pool: 'pool_',
  member: 'member_',
  healthmonitor: 'health_monitor_',
  l7policy: 'l7policy_',
  rule: 'rule_',
}

const argumentOf = ({ name }: NamedResource): string => ARGUMENTS[name] ?? name

/** Octavia's words: bodies of errors, and texts of requests that are no good as requests. */
export const OCTAVIA: Dialect = {
  alsoAt: {
    '/v2/lbaas': '/v2.0/lbaas',
    '/load-balancer/v2.0/lbaas': '/v2.0/lbaas',
    '/load-balancer/v2/lbaas': '/v2.0/lbaas',
  },
  errorBody: ({ status, message }) => ({
    faultcode: status >= 500 ? 'Server' : 'Client',
    faultstring: message,
    debuginfo: null,
  }),
  noEnvelope: (resource, names) =>
    apiError(
      names.length === 0
        ? `Missing argument: "${argumentOf(resource)}"`
        : `Unknown attribute for argument ${argumentOf(resource)}: ${names.join(', ')}`,
    ),
  notAllowed: (resource, _, names) =>
    apiError(
      `Unknown attribute for argument ${argumentOf(resource)}.${resource.name}: ${names.join(', ').slice(0, 500)}`,
    ),
  missing: (name) => apiError(`Invalid input for field/attribute ${name}. Value: 'None'. Mandatory field missing.`),
  badValue: (name, given, reason) =>
    apiError(`Invalid input for field/attribute ${name}. Value: '${shown(given)}'. ${reason}`),
  badSort: (keys) => apiError(`Supplied sort key '${keys[0] ?? ''}' is not valid.`),
  badLimit: (text) => apiError(`Supplied pagination limit '${text.slice(0, 100)}' is not valid.`),
  sortParameter: 'sort',
  alwaysLinks: true,
}

/** As Python prints it, roughly, and not endlessly. */
export function shown(given: unknown): string {
  if (given === null || given === undefined) return 'None'
  if (typeof given === 'boolean') return given ? 'True' : 'False'
  const text = typeof given === 'string' ? given : JSON.stringify(given)
  return text.length > 255 ? `${text.slice(0, 252)}...` : text
}
