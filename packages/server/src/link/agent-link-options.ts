import type { Logger, Netloom } from '@netloom/core'
import type { AgentCredentials } from './admit-agent.ts'
import type { Certificate } from '../listen/certificate.ts'
import type { UngreetedLimits } from './ungreeted-sockets.ts'

export interface AgentLinkOptions extends AgentCredentials {
  readonly netloom: Pick<Netloom, 'serveAgent'>
  /** Address to listen on. Default `127.0.0.1`; any other one needs `tokens` and a certificate. */
  readonly host?: string
  /** Agents connect over TLS (`wss://…`). */
  readonly tls?: Certificate
  /** Listen beyond loopback without TLS. */
  readonly allowInsecure?: boolean
  /** 0 = any free one; see `AgentLinkServer.port`. */
  readonly port: number
  /** Longest frame from an agent, bytes. Default 4 MiB. */
  readonly maxFrame?: number
  /** Milliseconds between pings; an agent that is silent from one to the next is cut off. Default 10,000. */
  readonly pingInterval?: number
  /** Milliseconds a new connection has until its hello; it may send 64 KiB before. Default 10,000. */
  readonly helloTimeout?: number
  /** Sockets without a hello; one more is answered with 503. Default 1,024, and 256 from one address. */
  readonly ungreeted?: Partial<UngreetedLimits>
  readonly logger?: Logger
}

export const DEFAULT_UNGREETED: UngreetedLimits = { total: 1_024, perAddress: 256 }
