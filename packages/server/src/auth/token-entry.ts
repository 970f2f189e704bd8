import { systemClock } from '@netloom/core'
import { z } from 'zod'
import type { Identity } from './authenticator.ts'

interface AnyToken {
  /** Short and public: what `revoke` takes. */
  readonly id: string
  /** See `hashOf`; the token itself is nowhere. */
  readonly hash: string
  readonly createdAt: string
  /** From then on it is refused. Absent = it does not expire. */
  readonly expiresAt?: string
}

/** Of somebody who uses the API. */
export interface ClientToken extends AnyToken, Identity {
  readonly kind: 'client'
}

/** Of the agents of one host. The API does not take it. */
export interface AgentToken extends AnyToken {
  readonly kind: 'agent'
  readonly host: string
}

/** What the file says of a token. */
export type TokenEntry = ClientToken | AgentToken

interface AnyWritten {
  readonly id: string
  readonly hash: string
  readonly created_at: string
  readonly expires_at?: string | undefined
}

interface WrittenClient extends AnyWritten {
  readonly project: string
  readonly user?: string | undefined
  readonly roles: readonly string[]
}

interface WrittenAgent extends AnyWritten {
  readonly agent_host: string
}

type Written = WrittenClient | WrittenAgent

const common = {
  id: z.string(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  created_at: z.string(),
  expires_at: z.iso.datetime().optional(),
}

export const tokenFileSchema: z.ZodType<{ readonly tokens: readonly Written[] }> = z.strictObject({
  tokens: z.array(
    z.union([
      z.strictObject({
        ...common,
        project: z.string().min(1),
        user: z.string().optional(),
        roles: z.array(z.string()).min(1),
      }),
      z.strictObject({ ...common, agent_host: z.string().min(1).max(255) }),
    ]),
  ),
})

export function readEntry(written: Written): TokenEntry {
  const { id, hash, created_at: createdAt, expires_at: expiresAt } = written
  const token = { id, hash, createdAt, ...(expiresAt !== undefined && { expiresAt }) }
  if ('agent_host' in written) return { ...token, kind: 'agent', host: written.agent_host }
  const { project: projectId, user: userId, roles } = written
  return { ...token, kind: 'client', projectId, roles, ...(userId !== undefined && { userId }) }
}

export function writeEntry(entry: TokenEntry): Written {
  const { id, hash, createdAt, expiresAt } = entry
  const times = { created_at: createdAt, ...(expiresAt !== undefined && { expires_at: expiresAt }) }
  if (entry.kind === 'agent') return { id, hash, agent_host: entry.host, ...times }
  const { projectId, userId, roles } = entry
  return { id, hash, project: projectId, ...(userId !== undefined && { user: userId }), roles, ...times }
}

export function hasExpired({ expiresAt }: TokenEntry, now: number = systemClock.date().getTime()): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) <= now
}
