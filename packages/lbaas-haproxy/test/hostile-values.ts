import type { ServedLoadBalancer } from '@netloom/lbaas'
import { balancer, id, LISTENER, listener, member, monitor, policy, pool, POOL, rule } from './sample-balancer.ts'

/** Pieces that mean something to a reader of lines, to haproxy, or to a shell. */
const PIECES = [
  ...[
    '\n',
    '\r',
    '\r\n',
    '\t',
    ' ',
    '\0',
    '\u0085',
    '\u2028',
    '\u001b',
    '"',
    "'",
    '\\',
    '\\n',
    '\\x0a',
    '#',
    '$',
    '${HOME}',
  ],
  ...[
    '%',
    '%%',
    '%0a',
    '%20',
    '%[src]',
    '%[env(HOME)]',
    '%ci',
    '{',
    '}',
    '(',
    ')',
    ',',
    ';',
    '|',
    '!',
    '--',
    '-f',
    '-f /etc/shadow',
  ],
  ...[
    '-m',
    '-i',
    '-M',
    '-u',
    '0x0a',
    'server',
    'backend x',
    'frontend x',
    'global',
    'if',
    'unless',
    'TRUE',
    'lua-load',
    '/',
    '//',
  ],
  ...[
    'http://',
    'https://a',
    'a',
    'b1',
    '/x',
    '.html',
    '[',
    ']',
    '*',
    '+',
    '?',
    '^',
    '.',
    ':',
    '::1',
    '10.0.0.1',
    '0',
    '-1',
    '200',
    '😀',
  ],
  ...['’', 'é', '`id`', '$(id)', '&&', '=', '~', '@', '<', '>', '_', 'x'.repeat(64)],
] as const

/** The same ones for the same seed. */
export function hostileTexts(count: number, seed: number): readonly string[] {
  let state = seed
  const draw = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const piece = (): string => PIECES[draw(PIECES.length)] ?? ''
  return Array.from({ length: count }, () => {
    const length = 1 + draw(6)
    const text = Array.from({ length }, piece).join('')
    // Half of them look right at first sight.
    const start = ['', '', '', '/a', 'http://a/', 'HIGH:'][draw(6)] ?? ''
    return start + text
  })
}

/** Every place in which a balancer takes text of users, with one that is right. */
export const PLACES: Readonly<
  Record<string, { readonly sane: string; readonly put: (text: string) => ServedLoadBalancer }>
> = {
  'cookie name': {
    sane: 'SID',
    put: (cookieName) => balancer({ pools: [pool({ sessionPersistence: { type: 'APP_COOKIE', cookieName } })] }),
  },
  'url path': { sane: '/x', put: (urlPath) => balancer({ healthMonitors: [monitor({ urlPath })] }) },
  'domain name': { sane: 'a.org', put: (domainName) => balancer({ healthMonitors: [monitor({ domainName })] }) },
  'expected codes': { sane: '200', put: (expectedCodes) => balancer({ healthMonitors: [monitor({ expectedCodes })] }) },
  'http method': { sane: 'GET', put: (httpMethod) => balancer({ healthMonitors: [monitor({ httpMethod })] }) },
  'redirect url': {
    sane: 'http://a/b',
    put: (redirectUrl) => redirecting(policy(1, { action: 'REDIRECT_TO_URL', redirectUrl, redirectHttpCode: 302 })),
  },
  'redirect prefix': {
    sane: 'http://a/b',
    put: (redirectPrefix) => redirecting(policy(1, { action: 'REDIRECT_PREFIX', redirectPrefix })),
  },
  ...Object.fromEntries(
    (['STARTS_WITH', 'ENDS_WITH', 'CONTAINS', 'EQUAL_TO'] as const).map((compareType) => [
      `rule value ${compareType}`,
      { sane: '/x', put: (value: string) => ruled({ value, compareType }) },
    ]),
  ),
  'rule value of a host': { sane: 'a.org', put: (value) => ruled({ type: 'HOST_NAME', value }) },
  'rule value of a file type': {
    sane: 'jpg',
    put: (value) => ruled({ type: 'FILE_TYPE', compareType: 'EQUAL_TO', value }),
  },
  'header name': { sane: 'X-A', put: (key) => ruled({ type: 'HEADER', key, value: 'a' }) },
  'rule value of a cookie': { sane: 'a', put: (value) => ruled({ type: 'COOKIE', key: 'a', value }) },
  'cookie of a rule': { sane: 'a', put: (key) => ruled({ type: 'COOKIE', key, value: 'a' }) },
  'result of a verification': { sane: '1', put: (value) => ruled({ type: 'SSL_VERIFY_RESULT', value }) },
  'member address': { sane: '10.0.0.9', put: (address) => balancer({ members: [member(1, { address })] }) },
  'monitor address': {
    sane: '10.0.0.9',
    put: (monitorAddress) => balancer({ members: [member(1, { monitorAddress })], healthMonitors: [monitor()] }),
  },
  'allowed prefix': { sane: '10.0.0.0/8', put: (one) => balancer({ listeners: [listener({ allowedCidrs: [one] })] }) },
  'member id': { sane: id('e', 9), put: (text) => balancer({ members: [member(1, { id: text })] }) },
  'listener id': { sane: LISTENER, put: (text) => balancer({ listeners: [listener({ id: text })] }) },
  'pool id': {
    sane: POOL,
    put: (text) =>
      balancer({
        listeners: [listener({ defaultPoolId: text })],
        pools: [pool({ id: text, sessionPersistence: { type: 'HTTP_COOKIE', cookieName: null } })],
        members: [member(1, { poolId: text })],
      }),
  },
}

const redirecting = (one: ReturnType<typeof policy>): ServedLoadBalancer =>
  balancer({ l7Policies: [one], l7Rules: [rule(1, 1)] })

const ruled = (change: Parameters<typeof rule>[2]): ServedLoadBalancer =>
  balancer({ l7Policies: [policy(1)], l7Rules: [rule(1, 1, change)] })
