import { once } from 'node:events'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type Logger, silentLogger } from '@netloom/core'
import type { LinkIdentity } from '@netloom/core/wire'
import { MAX_FRAME_BYTES } from '@netloom/core/wire'
import { WebSocketServer, type WebSocket } from 'ws'
import { DEFAULT_UNGREETED, type AgentLinkOptions } from './agent-link-options.ts'
import { awaitHello } from './await-hello.ts'
import { agentTokenIn, judgeTokens, type TokenJudge } from './admit-agent.ts'
import { keepAlive } from './keep-alive.ts'
import { refuseUpgrade, type UpgradeRefusal } from './refuse-upgrade.ts'
import { UngreetedSockets } from './ungreeted-sockets.ts'
import { WebSocketChannel } from './web-socket-channel.ts'

/** Milliseconds a peer has to answer the close before it is cut off. */
const CLOSE_GRACE = 500

const CROWDED: UpgradeRefusal = { status: 503, reason: 'too many sockets have not said hello' }

type Options = Omit<AgentLinkOptions, 'host' | 'port'>

/** The agents' WebSockets of an HTTP server, whatever else that one serves. Who may be an agent is judged before there is one. */
export class AgentLinks {
  static readonly path = '/agent'
  private readonly sockets: WebSocketServer
  private readonly ungreeted: UngreetedSockets
  private readonly judge: TokenJudge
  private readonly logger: Logger
  private readonly stopPings: () => void

  constructor(
    server: Server,
    private readonly options: Options,
  ) {
    const { maxFrame = MAX_FRAME_BYTES, pingInterval = 10_000, ungreeted, logger = silentLogger } = options
    this.logger = logger
    this.judge = judgeTokens(options)
    this.ungreeted = new UngreetedSockets({ ...DEFAULT_UNGREETED, ...ungreeted })
    this.sockets = new WebSocketServer({
      noServer: true,
      path: AgentLinks.path,
      // Small frames on a fast network: compression would cost more than it saves, and a fan-out could not share its bytes.
      perMessageDeflate: false,
      maxPayload: maxFrame,
    })
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', () => undefined)
      this.upgrade(request, socket, head).catch((error: unknown) => {
        logger.error({ err: error }, 'an upgrade to the agent link failed')
        socket.destroy()
      })
    })
    this.sockets.on('wsClientError', (error, socket) => {
      logger.warn({ err: error }, 'an agent could not connect')
      socket.destroy()
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

  private async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { remoteAddress: address = '' } = request.socket
    const admission = await this.admission(request)
    if (socket.destroyed) return
    const leave = admission.allowed ? this.ungreeted.enter(address) : undefined
    if (!admission.allowed || leave === undefined) {
      const why = admission.allowed ? CROWDED : admission
      this.logger.warn({ remote: address, status: why.status, reason: why.reason }, 'agent refused')
      refuseUpgrade(socket, why)
      return
    }
    socket.once('close', leave)
    this.sockets.handleUpgrade(request, socket, head, (agent) => {
      this.greet(agent, socket, leave, { host: admission.host, address })
    })
  }

  private async admission(
    request: IncomingMessage,
  ): Promise<{ readonly allowed: true; readonly host?: string } | ({ readonly allowed: false } & UpgradeRefusal)> {
    if (this.sockets.shouldHandle(request) !== true)
      return { allowed: false, status: 404, reason: `agents connect to ${AgentLinks.path}` }
    // Browsers send an origin, agents do not: no web page may talk to a controller on this machine's loopback.
    if (request.headers.origin !== undefined) return { allowed: false, status: 403, reason: 'web pages are no agents' }
    const admission = await this.judge(agentTokenIn(request.headers))
    return admission.allowed ? admission : { ...admission, status: 401 }
  }

  private greet(socket: WebSocket, stream: Duplex, over: () => void, identity: LinkIdentity): void {
    const { netloom, helloTimeout: timeout = 10_000 } = this.options
    const channel = new WebSocketChannel(socket, this.logger)
    awaitHello({ socket, stream, channel, timeout, over }, () => {
      netloom.serveAgent(channel, identity)
    })
  }
}
