import { join } from 'node:path'
import type { ListenerItem } from '@netloom/lbaas'
import type { Balancer, Listener } from './balancer.ts'
import type { Directive, Section } from './configuration.ts'
import { backendOf, secretFileOf } from './names.ts'
import { policyDirectives } from './render-policies.ts'
import { safeCiphers, safeEndpoint, safeId, safeInteger, safePrefix } from './safe-values.ts'

/** Prefixes in one line, far below what a line may have of words. */
const PREFIXES_A_LINE = 16
const MOST_MILLISECONDS = 2 ** 31 - 1
const MOST_CONNECTIONS = 10_000_000

export const isHttp = ({ protocol }: ListenerItem): boolean =>
  protocol === 'HTTP' || protocol === 'TERMINATED_HTTPS' || protocol === 'PROMETHEUS'

export const milliseconds = (value: number): string => `${safeInteger('a timeout', value, 0, MOST_MILLISECONDS)}ms`

/** Where a listener's clients arrive. */
export function frontendOf({ addresses }: Balancer, listener: Listener, directory: string): Section {
  const { item } = listener
  const { connectionLimit, defaultPoolId, protocolPort } = item
  const isKnown = listener.pools.some((pool) => pool.item.id === defaultPoolId)
  const directives: readonly Directive[] = [
    ['mode', isHttp(item) ? 'http' : 'tcp'],
    ...addresses.map((address) => ['bind', safeEndpoint(address, protocolPort), ...tlsWords(item, directory)]),
    ['option', isHttp(item) ? 'httplog' : 'tcplog'],
    ...(connectionLimit < 0
      ? []
      : [['maxconn', safeInteger('a limit of connections', connectionLimit, 0, MOST_CONNECTIONS)]]),
    ['timeout', 'client', milliseconds(item.timeoutClientData)],
    ...admission(item),
    ...(isHttp(item) ? [...headers(item), ...policyDirectives(listener)] : []),
    ...(item.protocol === 'PROMETHEUS'
      ? [['http-request', 'use-service', 'prometheus-exporter', 'if', '{', 'path', '/metrics', '}']]
      : []),
    ...(isKnown ? [['default_backend', backendOf(safeId(defaultPoolId ?? ''), safeId(item.id))]] : []),
  ]
  return { keyword: 'frontend', name: safeId(item.id), directives }
}

/** Who may connect; nobody where the list is empty. */
function admission({ allowedCidrs, timeoutTcpInspect, protocol }: ListenerItem): readonly Directive[] {
  const inspection: readonly Directive[] =
    timeoutTcpInspect > 0 && protocol !== 'HTTP' && protocol !== 'TERMINATED_HTTPS'
      ? [['tcp-request', 'inspect-delay', milliseconds(timeoutTcpInspect)]]
      : []
  if (allowedCidrs === null) return inspection
  const lines: Directive[] = []
  for (let at = 0; at < allowedCidrs.length; at += PREFIXES_A_LINE)
    lines.push(['acl', 'allowed', 'src', '--', ...allowedCidrs.slice(at, at + PREFIXES_A_LINE).map(safePrefix)])
  const refusal = lines.length === 0 ? [] : ['unless', 'allowed']
  return [...inspection, ...lines, ['tcp-request', 'connection', 'reject', ...refusal]]
}

const HEADERS: Readonly<Record<string, string>> = {
  'X-Forwarded-Port': '%[dst_port]',
  'X-Client-IP': '%[src]',
  'X-Real-IP': '%[src]',
  'X-Forwarded-IP': '%[src]',
  'X-SSL-Client-Verify': '%[ssl_c_verify]',
  'X-SSL-Client-Has-Cert': '%[ssl_c_used]',
  'X-SSL-Client-DN': '%{+Q}[ssl_c_s_dn]',
  'X-SSL-Client-CN': '%{+Q}[ssl_c_s_dn(cn)]',
  'X-SSL-Issuer': '%{+Q}[ssl_c_i_dn]',
  'X-SSL-Client-SHA1': '%{+Q}[ssl_c_sha1,hex]',
  'X-SSL-Client-Not-Before': '%{+Q}[ssl_c_notbefore]',
  'X-SSL-Client-Not-After': '%{+Q}[ssl_c_notafter]',
}

/** A name that is not in the list is left out: headers are chosen, never written by users. */
function headers({ insertHeaders, protocol }: ListenerItem): readonly Directive[] {
  return insertHeaders.toSorted().flatMap((name): readonly Directive[] => {
    if (name === 'X-Forwarded-For') return [['option', 'forwardfor']]
    const value = name === 'X-Forwarded-Proto' ? (protocol === 'TERMINATED_HTTPS' ? 'https' : 'http') : HEADERS[name]
    return value === undefined ? [] : [['http-request', 'set-header', name, value]]
  })
}

const VERSIONS: readonly string[] = ['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']
/** haproxy: `TLSv1.0`. */
const versionWord = (index: number): string => (VERSIONS[index] === 'TLSv1' ? 'TLSv1.0' : (VERSIONS[index] ?? ''))

function tlsWords(item: ListenerItem, directory: string): readonly string[] {
  if (item.protocol !== 'TERMINATED_HTTPS') return []
  const { defaultTlsContainerRef: first, sniContainerRefs, clientAuthentication, tlsCiphers, alpnProtocols } = item
  const file = (...[kind, ref]: Parameters<typeof secretFileOf>): string => join(directory, secretFileOf(kind, ref))
  const refs = [...new Set([...(first === null ? [] : [first]), ...sniContainerRefs])]
  const { clientCaTlsContainerRef: authority, clientCrlContainerRef: revocations } = item
  const asksClients = authority !== null && clientAuthentication !== 'NONE'
  return [
    'ssl',
    ...refs.flatMap((ref) => ['crt', file('certificate', ref)]),
    ...(asksClients ? ['ca-file', file('authority', authority)] : []),
    ...(asksClients && revocations !== null ? ['crl-file', file('revocations', revocations)] : []),
    ...(asksClients ? ['verify', clientAuthentication === 'MANDATORY' ? 'required' : 'optional'] : []),
    ...(tlsCiphers === null ? [] : ['ciphers', safeCiphers(tlsCiphers)]),
    ...versionWords(item),
    ...alpnWords(alpnProtocols),
  ]
}

function versionWords({ tlsVersions }: ListenerItem): readonly string[] {
  const indexes = (tlsVersions ?? []).map((version) => VERSIONS.indexOf(version)).filter((index) => index >= 0)
  if (indexes.length === 0) return []
  return ['ssl-min-ver', versionWord(Math.min(...indexes)), 'ssl-max-ver', versionWord(Math.max(...indexes))]
}

const ALPN: ReadonlySet<string> = new Set(['http/1.0', 'http/1.1', 'h2'])

function alpnWords(protocols: readonly string[] | null): readonly string[] {
  const known = (protocols ?? []).filter((protocol) => ALPN.has(protocol))
  return known.length === 0 ? [] : ['alpn', known.join(',')]
}
