import { ConfigurationError, type Logger, type Netloom } from '@netloom/core'
import type { UngreetedLimits } from './ungreeted-sockets.ts'

export interface AgentLinkOptions {
  readonly netloom: Pick<Netloom, 'serveAgent'>
  /** Address to listen on. Default `127.0.0.1`; any other one needs a token. */
  readonly host?: string
  /** 0 = any free one; see `AgentLinkServer.port`. */
  readonly port: number
  /** What agents must show when they connect (`Authorization: Bearer …`). Absent = everybody who reaches the address is an agent. */
  readonly token?: string
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

/** Addresses to listen on that only this machine reaches. */
export const LOOPBACK: RegExp = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/

/** @throws {ConfigurationError} when the link would be open to the network without a token */
export function checkExposure({ host = '127.0.0.1', token }: AgentLinkOptions): void {
  if (token === '' || (token === undefined && !LOOPBACK.test(host))) {
    const problem = `an agent link that listens on ${host} needs a token`
    throw new ConfigurationError([
      { where: 'agentLinkServer.token', problem, remedy: 'set one, or listen on 127.0.0.1' },
    ])
  }
}
