import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** SHA-256, hex. Tokens are 256 random bits, so a slow hash would protect nothing more. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
