import { join } from 'node:path'
import type { MemberItem } from '@netloom/lbaas'
import type { Pool } from './balancer.ts'
import type { Directive } from './configuration.ts'
import { secretFileOf } from './names.ts'
import { isOfferedMonitor } from './render-checks.ts'
import { safeAddress, safeEndpoint, safeId, safeInteger, safePort } from './safe-values.ts'

/** Where a `server` line has what the runtime API changes; all after these stays as it is for the server's life. */
export interface ServerLine {
  readonly name: string
  readonly address: string
  readonly port: number
  readonly weight: number
  readonly isDisabled: boolean
  /** The rest of the line, and what another server must be made for. */
  readonly words: readonly string[]
}

const MOST_SECONDS = 2_147_483

/** A member as one line. Down = it is in maintenance; weight 0 = it is drained. */
export function serverLine(pool: Pool, member: MemberItem, directory: string): ServerLine {
  return {
    name: safeId(member.id),
    address: safeAddress(member.address),
    port: Number(safePort(member.protocolPort)),
    weight: Number(safeInteger('a weight', member.weight, 0, 256)),
    isDisabled: !member.adminStateUp,
    words: [...checkWords(pool, member), ...(member.backup ? ['backup'] : []), ...protocolWords(pool, directory)],
  }
}

/** As the configuration has it. */
export const serverDirective = (line: ServerLine): Directive => [
  ...['server', line.name, safeEndpoint(line.address, line.port), 'weight', String(line.weight)],
  ...line.words,
  ...(line.isDisabled ? ['disabled'] : []),
]

/** Reads what {@link serverDirective} wrote; undefined = it is another directive. */
export function readServerLine(words: Directive): ServerLine | undefined {
  const [keyword, name = '', endpoint = '', , weight, ...rest] = words
  if (keyword !== 'server') return undefined
  const at = endpoint.lastIndexOf(':')
  const isDisabled = rest.at(-1) === 'disabled'
  return {
    ...{ name, address: endpoint.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(endpoint.slice(at + 1)) },
    ...{ weight: Number(weight), isDisabled, words: isDisabled ? rest.slice(0, -1) : rest },
  }
}

function checkWords({ monitor }: Pool, { monitorAddress, monitorPort }: MemberItem): readonly string[] {
  if (monitor === undefined || !isOfferedMonitor(monitor.type)) return []
  return [
    'check',
    ...(monitor.type === 'HTTPS' ? ['check-ssl', 'verify', 'none'] : []),
    ...['inter', `${safeInteger('a delay', Math.max(1, monitor.delay), 1, MOST_SECONDS)}s`],
    ...['fall', safeInteger('a number of retries', monitor.maxRetriesDown, 1, 10)],
    ...['rise', safeInteger('a number of retries', monitor.maxRetries, 1, 10)],
    ...(monitorAddress === null
      ? []
      : ['addr', monitorAddress.includes(':') ? `[${safeAddress(monitorAddress)}]` : safeAddress(monitorAddress)]),
    ...(monitorPort === null ? [] : ['port', safePort(monitorPort)]),
  ]
}

/** What is spoken to members. */
function protocolWords({ item, monitor }: Pool, directory: string): readonly string[] {
  const proxy = item.protocol === 'PROXY' ? ['send-proxy'] : item.protocol === 'PROXYV2' ? ['send-proxy-v2'] : []
  if (!item.tlsEnabled) return proxy
  const { caTlsContainerRef: authority, tlsContainerRef: own } = item
  const isVerified = monitor?.type === 'HTTPS'
  return [
    ...proxy,
    'ssl',
    ...(authority === null
      ? isVerified
        ? []
        : ['verify', 'none']
      : ['verify', 'required', 'ca-file', join(directory, secretFileOf('authority', authority))]),
    ...(own === null ? [] : ['crt', join(directory, secretFileOf('certificate', own))]),
  ]
}
