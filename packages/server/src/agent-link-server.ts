import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:http'
import { silentLogger } from '@netloom/core'
import { checkExposure, type AgentLinkOptions } from './agent-link-options.ts'
import { AgentLinks } from './agent-links.ts'

export interface AgentLinkServer {
  /** What agents connect to, e.g. `ws://127.0.0.1:9697/agent`. */
  readonly url: string
  readonly port: number
  /** Stops listening and closes every link. */
  close(): Promise<void>
}

/**
 * Serves the agent link of a controller over WebSocket, and nothing else. Resolves when it listens.
 * @throws {ConfigurationError} when it would be open to the network without a token; the system's error when the port is taken
 */
export async function agentLinkServer(options: AgentLinkOptions): Promise<AgentLinkServer> {
  checkExposure(options)
  const { host = '127.0.0.1', port, logger = silentLogger } = options
  const server = createServer((_, response) => {
    response.writeHead(426, { connection: 'close' }).end()
  })
  const links = new AgentLinks(server, options)
  server.listen(port, host)
  await once(server, 'listening')
  server.on('error', (error) => {
    logger.error({ err: error }, 'agent link server')
  })
  const { port: bound } = server.address() as AddressInfo
  return {
    url: agentUrl(host, bound),
    port: bound,
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
export function agentUrl(host: string, port: number): string {
  return `ws://${host.includes(':') ? `[${host}]` : host}:${String(port)}${AgentLinks.path}`
}
