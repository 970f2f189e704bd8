import type { L7RuleItem } from '@netloom/lbaas'
import type { Listener, Policy } from './balancer.ts'
import type { Directive } from './configuration.ts'
import { backendOf } from './names.ts'
import { plainFormat, safeId, safeInteger, safeRuleValue, safeToken, safeUrl } from './safe-values.ts'
import { UnsafeValueError } from './unsafe-value-error.ts'

/**
 * Policies in the order in which haproxy evaluates them whatever their order in the file, so that the file says what happens:
 * refusals first, then redirects to URLs, then those to pools; in each class by position. Octavia does so, too.
 */
export function policyDirectives({ item, policies }: Listener): readonly Directive[] {
  const acls = policies.flatMap(({ rules }) => rules.map(aclOf))
  const inClass = (...actions: readonly string[]): readonly Policy[] =>
    policies.filter((policy) => actions.includes(policy.item.action))
  return [
    ...acls,
    ...inClass('REJECT').map((policy) => ['http-request', 'deny', 'deny_status', '403', ...conditionOf(policy)]),
    ...inClass('REDIRECT_TO_URL', 'REDIRECT_PREFIX').map(redirect),
    ...inClass('REDIRECT_TO_POOL').map((policy) => [
      ...['use_backend', backendOf(safeId(policy.item.redirectPoolId ?? ''), safeId(item.id))],
      ...conditionOf(policy),
    ]),
  ]
}

function redirect(policy: Policy): Directive {
  const { action, redirectUrl, redirectPrefix, redirectHttpCode } = policy.item
  const isPrefix = action === 'REDIRECT_PREFIX'
  const target = plainFormat(safeUrl((isPrefix ? redirectPrefix : redirectUrl) ?? ''))
  const code = safeInteger('a status of a redirect', redirectHttpCode ?? 302, 301, 308)
  return ['http-request', 'redirect', isPrefix ? 'prefix' : 'location', target, 'code', code, ...conditionOf(policy)]
}

/** All rules must match. */
const conditionOf = ({ rules }: Policy): readonly string[] => [
  'if',
  ...rules.map(({ id, invert }) => `${invert ? '!' : ''}${safeId(id)}`),
]

const MATCHES: Readonly<Record<L7RuleItem['compareType'], string>> = {
  ...{ CONTAINS: 'sub', STARTS_WITH: 'beg', EQUAL_TO: 'str', REGEX: 'reg', ENDS_WITH: 'end' },
}

/** `--` ends the flags: a value may begin with `-`, and `-f` would read a file. */
function aclOf(rule: L7RuleItem): Directive {
  const { id, type, compareType, value } = rule
  const name = safeId(id)
  if (type === 'SSL_CONN_HAS_CERT') return ['acl', name, 'ssl_c_used']
  if (type === 'SSL_VERIFY_RESULT') return ['acl', name, 'ssl_c_verify', 'eq', safeVerifyResult(value)]
  // Names of hosts have no case (RFC 4343).
  const flags = type === 'HOST_NAME' ? ['-i'] : []
  return ['acl', name, sampleOf(rule), ...flags, '-m', MATCHES[compareType], '--', safeRuleValue(value)]
}

function sampleOf({ type, key }: L7RuleItem): string {
  switch (type) {
    case 'HOST_NAME':
      // Without the port that a client may name, too.
      return 'req.hdr(host),field(1,:)'
    case 'PATH':
      return 'path'
    case 'FILE_TYPE':
      // What stands after the last dot; `path_end -m str`, as Octavia had it, is something else (Launchpad 2066165).
      return 'path,word(-1,.)'
    case 'HEADER':
      return `req.hdr(${safeToken(key ?? '')})`
    case 'COOKIE':
      return `req.cook(${safeToken(key ?? '')})`
    case 'SSL_DN_FIELD':
      return `ssl_c_s_dn(${safeToken(key ?? '')})`
    case 'SSL_CONN_HAS_CERT':
    case 'SSL_VERIFY_RESULT':
      throw new UnsafeValueError('a rule with a sample', type)
  }
}

function safeVerifyResult(value: string): string {
  if (!/^\d{1,3}$/.test(value)) throw new UnsafeValueError('a result of a verification', value)
  return value
}
