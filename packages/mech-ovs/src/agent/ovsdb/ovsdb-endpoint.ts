import { dirname } from 'node:path'
import type { NetConnectOpts } from 'node:net'

/** Where a database listens. */
export interface OvsdbEndpoint {
  /** As it was given, for people. */
  readonly text: string
  readonly connect: NetConnectOpts
  /** Folder of its socket; undefined for TCP. */
  readonly directory: string | undefined
}

const TCP = /^tcp:(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+)):(\d{1,5})$/

/** Reads `unix:/path` and `tcp:address:port` (IPv6 in brackets), as `ovs-vsctl --db` takes them. @throws {TypeError} */
export function parseOvsdbEndpoint(text: string): OvsdbEndpoint {
  if (text.startsWith('unix:/')) {
    const path = text.slice('unix:'.length)
    return { text, connect: { path }, directory: dirname(path) }
  }
  const [, v6, name, port] = TCP.exec(text) ?? []
  const host = v6 ?? name
  if (host === undefined || Number(port) === 0 || Number(port) > 65_535)
    throw new TypeError(
      `${JSON.stringify(text)} is no OVSDB connection; write unix:/path, tcp:127.0.0.1:6640 or tcp:[::1]:6640`,
    )
  return { text, connect: { host, port: Number(port), noDelay: true }, directory: undefined }
}
