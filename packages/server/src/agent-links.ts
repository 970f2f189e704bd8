import { once } from 'node:events'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { silentLogger } from '@netloom/core'
import { WebSocketServer, type WebSocket } from 'ws'
import type { AgentLinkOptions } from './agent-link-options.ts'
import { admit } from './gate.ts'
import { keepAlive } from './keep-alive.ts'
import { WebSocketChannel } from './web-socket-channel.ts'

/** Milliseconds a peer has to answer the close before it is cut off. */
const CLOSE_GRACE = 500

/** The agents' WebSockets of an HTTP server, whatever else that one serves. */
export class AgentLinks {
  static readonly path = '/agent'
  private readonly sockets: WebSocketServer
  private readonly stopPings: () => void

  constructor(server: Server, options: Omit<AgentLinkOptions, 'host' | 'port'>) {
    const { netloom, token, maxFrame = 4 * 1024 * 1024, pingInterval = 10_000, helloTimeout = 10_000 } = options
    const { logger = silentLogger } = options
    this.sockets = new WebSocketServer({
      noServer: true,
      path: AgentLinks.path,
      // Small frames on a fast network: compression would cost more than it saves, and a fan-out could not share its bytes.
      perMessageDeflate: false,
      maxPayload: maxFrame,
      // Browsers send an origin, agents do not: no web page may talk to a controller on this machine's loopback.
      verifyClient: ({ req }: { readonly req: IncomingMessage }) => req.headers.origin === undefined,
    })
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', () => undefined)
      if (this.sockets.shouldHandle(request) !== true) {
        socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
        return
      }
      this.sockets.handleUpgrade(request, socket, head, (agent) => {
        this.greet(agent, helloTimeout, token, netloom)
      })
    })
    this.sockets.on('wsClientError', (error) => {
      logger.warn({ err: error }, 'an agent could not connect')
    })
    this.stopPings = keepAlive(() => this.sockets.clients, pingInterval)
  }

  /** Closes every link; agents are told that the controller stops. */
  async close(): Promise<void> {
    this.stopPings()
    const sockets: readonly WebSocket[] = [...this.sockets.clients]
    const gone = sockets.map((socket) => once(socket, 'close'))
    for (const socket of sockets) socket.close(1001, 'the controller stops')
    const cut = setTimeout(() => {
      for (const socket of sockets) socket.terminate()
    }, CLOSE_GRACE)
    await Promise.all(gone)
    clearTimeout(cut)
    this.sockets.close()
  }

  private greet(
    socket: WebSocket,
    helloTimeout: number,
    token: string | undefined,
    netloom: AgentLinkOptions['netloom'],
  ): void {
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
  }
}
