import type { IncomingHttpHeaders } from 'node:http'
import type { AgentTokens } from '../auth/agent-tokens.ts'
import { isToken } from './token-check.ts'

export interface AgentCredentials {
  /** One secret that all agents share, whatever their host: for labs, on loopback. They show it when they connect (`Authorization: Bearer …`). */
  readonly token?: string
  /** Tokens that are each good for one host. */
  readonly tokens?: AgentTokens
}

/** What became of one who wants to speak as an agent; `host`: the only one that it may speak for. */
export type Admission =
  { readonly allowed: true; readonly host?: string } | { readonly allowed: false; readonly reason: string }

/** Decides by the token alone, before there is a WebSocket. The only place that knows who may be an agent. */
export type TokenJudge = (token: string | undefined) => Promise<Admission>

/** Without any credentials everybody who reaches the address is an agent. */
export function judgeTokens({ token: shared, tokens }: AgentCredentials): TokenJudge {
  return async (token) => {
    if (shared === undefined && tokens === undefined) return { allowed: true }
    if (shared !== undefined && isToken(shared, token)) return { allowed: true }
    const host = await tokens?.hostOf(token)
    if (host !== undefined) return { allowed: true, host }
    const reason = token === undefined ? 'no Authorization header with a token' : 'the token is none of this controller'
    return { allowed: false, reason }
  }
}

/** The token that an upgrade request shows. */
export function agentTokenIn({ authorization }: IncomingHttpHeaders): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
}
