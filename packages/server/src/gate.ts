import type { IncomingHttpHeaders } from 'node:http'
import { isToken } from './token-check.ts'

/** What became of one who wants to speak as an agent. */
export type Admission = { readonly allowed: true } | { readonly allowed: false; readonly reason: string }

/** Decides by the token alone, before there is a WebSocket. The only place that knows who may be an agent. */
export type TokenJudge = (token: string | undefined) => Admission

/** One token for all agents; without one everybody who reaches the address is an agent. */
export function sharedToken(expected: string | undefined): TokenJudge {
  return (token) => {
    if (expected === undefined || isToken(expected, token)) return { allowed: true }
    const reason = token === undefined ? 'no Authorization header with a token' : 'the token is none of this controller'
    return { allowed: false, reason }
  }
}

/** The token that an upgrade request shows. */
export function agentTokenIn({ authorization }: IncomingHttpHeaders): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
}
