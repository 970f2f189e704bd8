import { join } from 'node:path'
import type { IniSectionReader } from '../config/ini-section-reader.ts'

/** RFC 3927; what clouds have agreed on. */
export const METADATA_ADDRESS = '169.254.169.254'
/** The same for guests that have IPv6 alone. */
export const METADATA_ADDRESS_6 = 'fe80::a9fe:a9fe'
/** Port of the metadata service, as every guest's cloud-init knows it. */
export const METADATA_PORT = 80

/** Name of a proxy's file. */
export const METADATA_PROXY_FILE = 'haproxy.cfg'

/** Command line of a proxy whose file is in this folder. */
export const metadataProxyArguments = (folder: string): readonly string[] => [
  ...['haproxy', '-D', '-f', join(folder, METADATA_PROXY_FILE)],
  ...['-p', join(folder, 'pid')],
]

/** Behind whom a proxy answers, and to whom it hands on. */
export interface MetadataProxy {
  /** What it is that a guest is behind, as the header is called. */
  readonly object: 'Network' | 'Router'
  readonly id: string
  /** Where it listens: what stands behind `bind`. */
  readonly binds: readonly string[]
  /** Unix socket of the host's metadata server. */
  readonly socket: string
  /** Whom it runs as; absent = as the agent. */
  readonly user?: string | undefined
  readonly group?: string | undefined
}

/**
 * haproxy's configuration for one network or router. Whoever answers behind the socket learns from two headers which guest
 * asked: what it is behind, which a guest cannot say itself, and its address. Pure.
 */
export function metadataProxyText({ object, id, binds, socket, user, group }: MetadataProxy): string {
  const lines = [
    'global',
    '  maxconn 1024',
    // One for each core would cost every network and router memory for what a few requests need.
    '  nbthread 1',
    ...(user === undefined ? [] : [`  user ${user}`]),
    ...(group === undefined ? [] : [`  group ${group}`]),
    'defaults',
    '  mode http',
    '  option http-server-close',
    '  retries 3',
    '  timeout http-request 30s',
    '  timeout connect 30s',
    '  timeout client 32s',
    '  timeout server 32s',
    '  timeout http-keep-alive 30s',
    'listen metadata',
    ...binds.map((bind) => `  bind ${bind}`),
    `  http-request del-header X-Neutron-${object === 'Router' ? 'Network' : 'Router'}-ID`,
    `  http-request set-header X-Neutron-${object}-ID ${id}`,
    // What a guest claims about itself is not passed on.
    '  http-request set-header X-Forwarded-For %[src]',
    `  server metadata unix@${socket}`,
  ]
  return `${lines.join('\n')}\n`
}

/** What files say of proxies, the same for every agent that has some. */
export interface MetadataProxyOptions {
  /** `metadata_proxy_socket`, default `<state_path>/metadata_proxy`. */
  readonly socket: string
  /** `metadata_proxy_user`, `metadata_proxy_group`. */
  readonly user?: string
  readonly group?: string
}

const PATH_REMEDY = 'use a path of letters, digits and any of / . _ - : @ +'
const isPlainPath = (path: string): boolean => /^[\w/.:@+-]+$/.test(path)

/** Reads them from `[DEFAULT]`, and complains of what haproxy cannot be told. */
export function readMetadataProxyOptions(ini: IniSectionReader, statePath: string): MetadataProxyOptions {
  const socket = ini.text('metadata_proxy_socket') ?? join(statePath, 'metadata_proxy')
  if (!isPlainPath(socket))
    ini.complain('metadata_proxy_socket', socket, 'has characters that haproxy cannot be told', PATH_REMEDY)
  const [user, group] = [accountName(ini, 'metadata_proxy_user'), accountName(ini, 'metadata_proxy_group')]
  return { socket, ...(user !== undefined && { user }), ...(group !== undefined && { group }) }
}

/** A user or group, by name or number. */
export function accountName(ini: IniSectionReader, option: string): string | undefined {
  const text = ini.text(option)
  if (text !== undefined && !/^[\w.-]+$/.test(text))
    ini.complain(option, text, 'is no name', 'write a name or a number')
  return text
}
