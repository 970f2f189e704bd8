import type { PoolItem } from '@netloom/lbaas'
import type { Listener, Pool } from './balancer.ts'
import type { Directive, Section } from './configuration.ts'
import { backendOf } from './names.ts'
import { checkDirectives } from './render-checks.ts'
import { isHttp, milliseconds } from './render-frontend.ts'
import { serverDirective, serverLine } from './render-server.ts'
import { safeId, safeInteger, safeToken } from './safe-values.ts'

/** Where one listener's requests for a pool go. */
export function backendSection(listener: Listener, pool: Pool, directory: string): Section {
  const { item } = listener
  const http = isHttp(item)
  const directives: readonly Directive[] = [
    ['mode', http ? 'http' : 'tcp'],
    ...balance(pool.item),
    ...persistence(pool.item, http),
    ['timeout', 'connect', milliseconds(item.timeoutMemberConnect)],
    ['timeout', 'server', milliseconds(item.timeoutMemberData)],
    ['option', 'allbackups'],
    ...(http ? [['http-reuse', 'safe']] : []),
    ...(item.connectionLimit > 0
      ? [['fullconn', safeInteger('a limit of connections', item.connectionLimit, 1, 10_000_000)]]
      : []),
    ...checkDirectives(pool.monitor),
    ...pool.members.map((member) => serverDirective(serverLine(pool, member, directory))),
  ]
  return { keyword: 'backend', name: backendOf(safeId(pool.item.id), safeId(item.id)), directives }
}

/** Members come and go while it runs: that takes an algorithm that is recomputed, and of hashes the consistent ones. */
function balance({ lbAlgorithm }: PoolItem): readonly Directive[] {
  switch (lbAlgorithm) {
    case 'ROUND_ROBIN':
      return [['balance', 'roundrobin']]
    case 'LEAST_CONNECTIONS':
      return [['balance', 'leastconn']]
    case 'SOURCE_IP':
    case 'SOURCE_IP_PORT':
      return [
        ['balance', 'source'],
        ['hash-type', 'consistent'],
      ]
  }
}

/** neutron-lbaas: how many clients are remembered. */
const TABLE_SIZE = '10k'
const COOKIE_LENGTH = '64'

function persistence({ id, sessionPersistence }: PoolItem, http: boolean): readonly Directive[] {
  if (sessionPersistence === null) return []
  const { type, cookieName } = sessionPersistence
  if (type === 'SOURCE_IP')
    return [
      ['stick-table', 'type', 'ip', 'size', TABLE_SIZE],
      ['stick', 'on', 'src'],
    ]
  if (!http) return []
  if (type === 'HTTP_COOKIE')
    return [
      // Values made of a key and a member's address: a member that is added while haproxy runs can have no other cookie.
      ['cookie', 'SRV', 'insert', 'indirect', 'nocache', 'dynamic'],
      ['dynamic-cookie-key', safeId(id)],
    ]
  const name = safeToken(cookieName ?? '')
  return [
    ['stick-table', 'type', 'string', 'len', COOKIE_LENGTH, 'size', TABLE_SIZE],
    ['stick', 'store-response', `res.cook(${name})`],
    ['stick', 'match', `req.cook(${name})`],
  ]
}
