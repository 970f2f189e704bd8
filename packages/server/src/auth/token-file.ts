import { createHash, randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ConfigurationError } from '@netloom/core'
import { z } from 'zod'
import type { Identity } from './authenticator.ts'

/** What the file says of a token; the token itself is nowhere. */
export interface TokenEntry extends Identity {
  /** Short and public: what `revoke` takes. */
  readonly id: string
  /** SHA-256 of the token, hex. Tokens are 256 random bits, so a slow hash would protect nothing more. */
  readonly hash: string
  readonly createdAt: string
}

const entrySchema = z.strictObject({
  id: z.string(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  project: z.string().min(1),
  user: z.string().optional(),
  roles: z.array(z.string()).min(1),
  created_at: z.string(),
})
const fileSchema = z.strictObject({ tokens: z.array(entrySchema) })

/** Who has which token, in a JSON file that only its owner reads. Written whole, so that a reader never sees half of it. */
export class TokenFile {
  constructor(readonly path: string) {}

  /** @throws {ConfigurationError} when it is not such a file; the system's error when it is not there */
  async read(): Promise<readonly TokenEntry[]> {
    const text = await readFile(this.path, 'utf8')
    let content: unknown
    try {
      content = JSON.parse(text)
    } catch {
      throw unreadable(this.path, 'it is no JSON')
    }
    const parsed = fileSchema.safeParse(content)
    if (!parsed.success) throw unreadable(this.path, z.prettifyError(parsed.error))
    return parsed.data.tokens.map(({ id, hash, project, user, roles, created_at }) => ({
      id,
      hash,
      projectId: project,
      roles,
      createdAt: created_at,
      ...(user !== undefined && { userId: user }),
    }))
  }

  async exists(): Promise<boolean> {
    return (await this.changedAt()) !== undefined
  }

  /** When it was last written, milliseconds; undefined = it is not there. */
  async changedAt(): Promise<number | undefined> {
    try {
      return (await stat(this.path)).mtimeMs
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
      throw error
    }
  }

  /** Makes a token. It is returned once and kept nowhere. */
  async add(identity: Identity, token: string = newToken()): Promise<{ readonly id: string; readonly token: string }> {
    const id = randomBytes(6).toString('hex')
    const entry = { ...identity, id, hash: hashOf(token), createdAt: new Date().toISOString() }
    await this.write([...((await this.exists()) ? await this.read() : []), entry])
    return { id, token }
  }

  /** False = there was none of that id. */
  async revoke(id: string): Promise<boolean> {
    const entries = await this.read()
    const kept = entries.filter((entry) => entry.id !== id)
    if (kept.length === entries.length) return false
    await this.write(kept)
    return true
  }

  private async write(entries: readonly TokenEntry[]): Promise<void> {
    const tokens = entries.map(({ id, hash, projectId, userId, roles, createdAt }) => ({
      id,
      hash,
      project: projectId,
      ...(userId !== undefined && { user: userId }),
      roles,
      created_at: createdAt,
    }))
    await writeSecret(this.path, `${JSON.stringify({ tokens }, undefined, 2)}\n`)
  }
}

/** 256 random bits. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** Writes a file that only its owner reads, whole or not at all. */
export async function writeSecret(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const next = `${path}.${randomBytes(4).toString('hex')}`
  await writeFile(next, text, { mode: 0o600, flag: 'wx' })
  await chmod(next, 0o600)
  await rename(next, path)
}

function unreadable(path: string, problem: string): ConfigurationError {
  return new ConfigurationError([
    {
      where: path,
      problem,
      remedy: 'repair it, or move it away: a new one with a new administrator token is made then',
    },
  ])
}
