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

const common = {
  id: z.string(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  created_at: z.string(),
  expires_at: z.iso.datetime().optional(),
}
const clientSchema = z.strictObject({
  ...common,
  project: z.string().min(1),
  user: z.string().optional(),
  roles: z.array(z.string()).min(1),
})
const agentSchema = z.strictObject({ ...common, agent_host: z.string().min(1).max(255) })

type Written = z.infer<typeof clientSchema> | z.infer<typeof agentSchema>

export const tokenFileSchema: z.ZodType<{ readonly tokens: readonly Written[] }> = z.strictObject({
  tokens: z.array(z.union([clientSchema, agentSchema])),
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
  return { id, hash, project: projectId, ...(userId !== undefined && { user: userId }), roles: [...roles], ...times }
}

export function hasExpired({ expiresAt }: TokenEntry, now: number = Date.now()): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) <= now
}
