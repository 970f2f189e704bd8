import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { ConfigurationError } from '@netloom/core'
import { replaceFile, withFileLock } from '@netloom/core/files'
import { z } from 'zod'
import type { Identity } from './authenticator.ts'
import { hashOf, newToken } from './secrets.ts'
import { hasExpired, readEntry, tokenFileSchema, writeEntry, type TokenEntry } from './token-entry.ts'

/** Whose the new token is: a client of the API, or the agents of a host. */
export type TokenOwner = Identity | { readonly host: string }

export interface NewTokenOptions {
  /** Default: one that is made. */
  readonly token?: string
  readonly expiresAt?: Date
}

export interface MadeToken {
  readonly id: string
  readonly token: string
}

/**
 * Who has which token, in a JSON file that only its owner reads. Any number of processes may change it: each change sees the
 * ones before it, is whole on the disk before it is acknowledged, and drops what has expired.
 */
export class TokenFile {
  constructor(readonly path: string) {}

  /** @throws {ConfigurationError} when it is not such a file; the system's error when it is not there */
  async read(): Promise<readonly TokenEntry[]> {
    return parseTokens(this.path, await readFile(this.path, 'utf8'))
  }

  /** As it is; undefined = it is not there. */
  async text(): Promise<string | undefined> {
    try {
      return await readFile(this.path, 'utf8')
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
      throw error
    }
  }

  async exists(): Promise<boolean> {
    return (await this.text()) !== undefined
  }

  /** Makes a token. It is returned once and kept nowhere. */
  async add(owner: TokenOwner, options: NewTokenOptions = {}): Promise<MadeToken> {
    const { entry, made } = newEntry(owner, options)
    await this.change((entries) => [...entries, entry])
    return made
  }

  /** False = there was none of that id. */
  async revoke(id: string): Promise<boolean> {
    let found = false
    await this.change((entries) => {
      const kept = entries.filter((entry) => entry.id !== id)
      found = kept.length < entries.length
      return kept
    })
    return found
  }

  /** Runs `work` on what the file holds now and writes what it returns, while nobody else changes the file. */
  async change(
    work: (entries: readonly TokenEntry[], isNew: boolean) => readonly TokenEntry[] | Promise<readonly TokenEntry[]>,
  ): Promise<void> {
    await withFileLock(this.path, async () => {
      const before = await this.text()
      const entries = before === undefined ? [] : parseTokens(this.path, before)
      const after = (await work(entries, before === undefined)).filter((entry) => !hasExpired(entry))
      const text = `${JSON.stringify({ tokens: after.map(writeEntry) }, undefined, 2)}\n`
      if (text !== before) await replaceFile(this.path, text)
    })
  }
}

export function newEntry(
  owner: TokenOwner,
  { token = newToken(), expiresAt }: NewTokenOptions = {},
): { readonly entry: TokenEntry; readonly made: MadeToken } {
  const id = randomBytes(6).toString('hex')
  const common = {
    id,
    hash: hashOf(token),
    createdAt: new Date().toISOString(),
    ...(expiresAt !== undefined && { expiresAt: expiresAt.toISOString() }),
  }
  const entry: TokenEntry =
    'host' in owner ? { ...common, ...owner, kind: 'agent' } : { ...common, ...owner, kind: 'client' }
  return { entry, made: { id, token } }
}

/** @throws {ConfigurationError} when it is no token file */
export function parseTokens(path: string, text: string): readonly TokenEntry[] {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    throw unreadable(path, 'it is no JSON')
  }
  const parsed = tokenFileSchema.safeParse(content)
  if (!parsed.success) throw unreadable(path, z.prettifyError(parsed.error))
  return parsed.data.tokens.map(readEntry)
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
