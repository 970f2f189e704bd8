import { ConfigurationError } from '@netloom/core'
import type { Offer } from '@netloom/core/discovery'

export interface RequiredParts<T> {
  /** In words: `renderer`. */
  readonly what: string
  /** Option that named it. */
  readonly where: string
  readonly offer: Offer
  readonly texts: readonly (keyof T & string)[]
  readonly methods: readonly (keyof T & string)[]
}

/**
 * What a stranger's `compose()` returned has all that is called later: what lacks a part would end the agent at the first port that
 * needs it. @throws {ConfigurationError} naming package, parts and remedy
 */
export function requireParts<T extends object>(value: T | undefined, required: RequiredParts<T>): void {
  const { what, where, offer, texts, methods } = required
  const part = (name: keyof T): unknown => value?.[name]
  const lacking = [
    ...texts.filter((name) => typeof part(name) !== 'string' || part(name) === ''),
    ...methods.filter((name) => typeof part(name) !== 'function'),
  ]
  if (lacking.length === 0) return
  const problem = `the ${what} of package ${offer.from.name} has no ${lacking.join(', ')}`
  // What `{ ...renderer }` leaves of an instance.
  const remedy = 'correct what its compose() returns; a spread copy of an object lacks the methods of its class'
  throw new ConfigurationError([{ where, value: offer.name, problem, remedy }])
}
