import { resourcesIn } from '@netloom/api'
import type { AddressInfo } from 'node:net'
import { silentLogger } from '@netloom/core'
import type { AgentLinkOptions } from './link/agent-link-options.ts'
import { AgentLinks } from './link/agent-links.ts'
import { agentUrl } from './link/agent-link-server.ts'
import type { AgentTokens } from './auth/agent-tokens.ts'
import { checkNoAuth } from './auth/check-no-auth.ts'
import { createApp } from './api/app.ts'
import type { AppOptions } from './api/app-options.ts'
import { checkCertificate, renewCertificate, type Certificate } from './listen/certificate.ts'
import { checkExposure } from './link/exposure.ts'

export interface ServerOptions extends Omit<AppOptions, 'resources'> {
  /** Default: everything that netloom has. */
  readonly resources?: AppOptions['resources']
  /** Address to listen on. Default `127.0.0.1`. */
  readonly host?: string
  /** 0 = any free one; see `RunningServer.port`. */
  readonly port: number
  /** One secret for the agents of all hosts, on loopback only: for labs. */
  readonly agentToken?: string
  /** Tokens that are each good for the agents of one host; needed when `host` is not loopback. */
  readonly agentTokens?: AgentTokens
  /** Listen beyond loopback without TLS: tokens cross the network in the clear. */
  readonly allowInsecure?: boolean
  /** Serve `noAuth` on an address that is not loopback, too: everybody who reaches it is an administrator. */
  readonly allowAnybody?: boolean
  /** Of the agents' links. */
  readonly agents?: Pick<AgentLinkOptions, 'maxFrame' | 'pingInterval' | 'helloTimeout' | 'ungreeted'>
}

export interface RunningServer {
  /** Of the API, without a path: `http://127.0.0.1:9696`. */
  readonly url: string
  /** Where agents connect: `ws://127.0.0.1:9696/agent`. */
  readonly agentUrl: string
  readonly port: number
  /** For connections from now on; open ones stay. @throws {ConfigurationError} when it is none; the old one stays */
  renewCertificate(certificate: Certificate): void
  /** Answers what was asked, then stops listening and closes every link. The controller itself stays the caller's. */
  close(): Promise<void>
}

/**
 * Serves a controller: Neutron's API and the agents' links on one port. Resolves when it listens.
 * @throws {ConfigurationError} when agents could connect from the network without a token of their host, anybody
 * could be an administrator, or tokens would cross the network in the clear; the system's error when the port is taken
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { netloom, host = '127.0.0.1', port, agentToken, agentTokens, tls, logger = silentLogger } = options
  const agentOptions: AgentLinkOptions = {
    netloom,
    host,
    port,
    logger,
    ...(agentToken !== undefined && { token: agentToken }),
    ...(agentTokens !== undefined && { tokens: agentTokens }),
    ...options.agents,
  }
  checkNoAuth(options.contextOf, host, options.allowAnybody)
  const isEncrypted = tls !== undefined
  checkExposure({ host, credentials: agentOptions, isEncrypted, allowsInsecure: options.allowInsecure === true })
  if (tls !== undefined) checkCertificate(tls)
  const app = createApp({ resources: resourcesIn(netloom.dnsDomain), ...options })
  const links = new AgentLinks(app.server, agentOptions)
  try {
    await app.listen({ host, port })
  } catch (error) {
    await links.close()
    await app.close()
    throw error
  }
  // One connection that cannot be taken (no descriptor left, say) ends neither the others nor the controller.
  app.server.on('error', (error) => {
    logger.warn({ err: error }, 'a connection could not be taken')
  })
  const { port: bound } = app.server.address() as AddressInfo
  return {
    url: `${isEncrypted ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${String(bound)}`,
    agentUrl: agentUrl(host, bound, isEncrypted),
    port: bound,
    renewCertificate: (certificate) => {
      renewCertificate(app.server, certificate)
    },
    close: async () => {
      await links.close()
      await app.close()
    },
  }
}
