import type { IncomingMessage } from 'node:http'

export interface OriginOptions {
  /**
   * Behind a proxy: `Forwarded`, or `X-Forwarded-Proto`, `-Host`, `-Port` and `-Prefix`, say where clients find the server; the last
   * entry of `X-Forwarded-For`, or of `Forwarded`, is whose requests are counted and logged.
   */
  readonly proxyHeaders?: boolean
  /** Where links lead, whatever a request says (Neutron: `network_link_prefix`). */
  readonly linkPrefix?: string
}

/** Scheme and authority of a request target in absolute form (RFC 9112, 3.2.2). */
const ABSOLUTE = /^(https?):\/\/([^/?#]+)/i
const HOST = /^(\[[0-9a-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i
const PREFIX = /^(\/[\w.~-]+)+\/?$/
const PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' }

/**
 * `scheme://host:port` as the client sees us, for links. A proxy's word counts before that of the request's target, that before
 * its `Host`; who says nothing of it (HTTP/1.0) is told the address that it reached.
 */
export function originOf(request: IncomingMessage, { proxyHeaders = false, linkPrefix }: OriginOptions): string {
  if (linkPrefix !== undefined) return linkPrefix.replace(/\/+$/, '')
  const { socket, headers } = request
  const [, , authority] = ABSOLUTE.exec(request.url ?? '') ?? []
  const said = proxyHeaders ? forwarded(request) : {}
  const scheme = said.scheme ?? ('encrypted' in socket && socket.encrypted === true ? 'https' : 'http')
  const host = [said.host, authority, headers.host].find((one) => one !== undefined && HOST.test(one))
  const named = host === undefined ? reached(request) : withPort(host, scheme, said.port)
  return `${scheme}://${named}${said.prefix ?? ''}`
}

interface Forwarded {
  readonly scheme?: string | undefined
  readonly host?: string | undefined
  readonly port?: string | undefined
  readonly prefix?: string | undefined
}

/** What the proxy nearest to the client says (RFC 7239; oslo.middleware's http_proxy_to_wsgi). */
function forwarded({ headers }: IncomingMessage): Forwarded {
  const first = (name: string): string | undefined => {
    const value = headers[name]
    return (Array.isArray(value) ? value[0] : value)?.split(',')[0]?.trim()
  }
  const standard = first('forwarded')
  const parts = new Map(
    (standard ?? '').split(';').map((part) => {
      const [key = '', ...value] = part.split('=')
      return [
        key.trim().toLowerCase(),
        value
          .join('=')
          .trim()
          .replace(/^"(.*)"$/, '$1'),
      ] as const
    }),
  )
  const isOld = standard === undefined
  const scheme = (isOld ? first('x-forwarded-proto') : parts.get('proto'))?.toLowerCase()
  const prefix = first('x-forwarded-prefix')
  return {
    scheme: scheme === 'http' || scheme === 'https' ? scheme : undefined,
    host: isOld ? first('x-forwarded-host') : parts.get('host'),
    port: isOld ? first('x-forwarded-port') : undefined,
    prefix: prefix !== undefined && PREFIX.test(prefix) ? prefix.replace(/\/$/, '') : undefined,
  }
}

/** A proxy names its port beside its host; the usual one of the scheme goes without saying. */
function withPort(host: string, scheme: string, port: string | undefined): string {
  if (port === undefined || !/^\d{1,5}$/.test(port)) return host
  const bare = host.replace(/:\d+$/, '')
  return port === PORTS[scheme] ? bare : `${bare}:${port}`
}

function reached({ socket }: IncomingMessage): string {
  const { localAddress = 'localhost', localPort } = socket
  const address = localAddress.replace(/^::ffff:(?=\d+\.)/i, '')
  const host = address.includes(':') ? `[${address}]` : address
  return localPort === undefined ? host : `${host}:${String(localPort)}`
}
