import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { silentLogger } from '@netloom/core'
import { WebSocketServer, type WebSocket } from 'ws'
import { checkExposure, type AgentLinkOptions } from './agent-link-options.ts'
import { admit } from './gate.ts'
import { keepAlive } from './keep-alive.ts'
import { WebSocketChannel } from './web-socket-channel.ts'

export interface AgentLinkServer {
  /** What agents connect to, e.g. `ws://127.0.0.1:9697/agent`. */
  readonly url: string
  readonly port: number
  /** Stops listening and closes every link. */
  close(): Promise<void>
}

const PATH = '/agent'

/**
 * Serves the agent link of a controller over WebSocket. Resolves when it listens.
 * @throws {ConfigurationError} when it would be open to the network without a token; the system's error when the port is taken
 */
export async function agentLinkServer(options: AgentLinkOptions): Promise<AgentLinkServer> {
  checkExposure(options)
  const { netloom, host = '127.0.0.1', port, token, logger = silentLogger } = options
  const { maxFrame = 4 * 1024 * 1024, pingInterval = 10_000, helloTimeout = 10_000 } = options
  const server = new WebSocketServer({
    host,
    port,
    path: PATH,
    // Small frames on a fast network: compression would cost more than it saves, and a fan-out could not share its bytes.
    perMessageDeflate: false,
    maxPayload: maxFrame,
    // Browsers send an origin, agents do not: no web page may talk to a controller on this machine's loopback.
    verifyClient: ({ req }: { readonly req: IncomingMessage }) => req.headers.origin === undefined,
  })
  server.on('connection', (socket) => {
    const channel = new WebSocketChannel(socket)
    const late = setTimeout(() => {
      channel.refuse('HelloExpected', `no hello within ${String(helloTimeout)} ms`)
    }, helloTimeout)
    late.unref()
    socket.once('message', () => {
      clearTimeout(late)
    })
    socket.once('close', () => {
      clearTimeout(late)
    })
    admit(channel, token, (admitted) => {
      netloom.serveAgent(admitted)
    })
  })
  await once(server, 'listening')
  server.on('error', (error) => {
    logger.error({ err: error }, 'agent link server')
  })
  const stopPings = keepAlive(() => server.clients, pingInterval)
  const { port: bound } = server.address() as AddressInfo
  return {
    url: `ws://${host.includes(':') ? `[${host}]` : host}:${String(bound)}${PATH}`,
    port: bound,
    close: async () => {
      stopPings()
      await closeAll(server)
    },
  }
}

/** Milliseconds a peer has to answer the close before it is cut off. */
const CLOSE_GRACE = 500

async function closeAll(server: WebSocketServer): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve()
    })
  })
  const sockets: readonly WebSocket[] = [...server.clients]
  for (const socket of sockets) socket.close(1001, 'the controller stops')
  const cut = setTimeout(() => {
    for (const socket of sockets) socket.terminate()
  }, CLOSE_GRACE)
  await closed
  clearTimeout(cut)
}
