import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { silentLogger } from '@netloom/core'
import type { AgentLinkOptions } from './agent-link-options.ts'
import { AgentLinks } from './agent-links.ts'
import { checkCertificate, renewCertificate, type Certificate } from '../listen/certificate.ts'
import { checkExposure } from './exposure.ts'

export interface AgentLinkServer {
  /** What agents connect to, e.g. `ws://127.0.0.1:9697/agent`. */
  readonly url: string
  readonly port: number
  /** For links from now on. @throws {ConfigurationError} when it is none; the old one stays */
  renewCertificate(certificate: Certificate): void
  /** Stops listening and closes every link. */
  close(): Promise<void>
}

/**
 * Serves the agent link of a controller over WebSocket, and nothing else. Resolves when it listens.
 * @throws {ConfigurationError} when it would be open to the network without a token; the system's error when the port is taken
 */
export async function agentLinkServer(options: AgentLinkOptions): Promise<AgentLinkServer> {
  const { host = '127.0.0.1', port, logger = silentLogger, tls, allowInsecure = false } = options
  checkExposure({ host, credentials: options, isEncrypted: tls !== undefined, allowsInsecure: allowInsecure })
  if (tls !== undefined) checkCertificate(tls)
  const listener: RequestListener = (_, response) => {
    response.writeHead(426, { connection: 'close' }).end()
  }
  const server = tls === undefined ? createServer(listener) : createTlsServer({ ...tls }, listener)
  const links = new AgentLinks(server, options)
  server.listen(port, host)
  await once(server, 'listening')
  server.on('error', (error) => {
    logger.error({ err: error }, 'agent link server')
  })
  const { port: bound } = server.address() as AddressInfo
  return {
    url: agentUrl(host, bound, tls !== undefined),
    port: bound,
    renewCertificate: (certificate) => {
      renewCertificate(server, certificate)
    },
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      await links.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** Where agents connect. */
export function agentUrl(host: string, port: number, isEncrypted = false): string {
  const name = host.includes(':') ? `[${host}]` : host
  return `${isEncrypted ? 'wss' : 'ws'}://${name}:${String(port)}${AgentLinks.path}`
}
