import { InvalidInputError } from '@netloom/core'
import type { CompiledQuery } from 'kysely'

/** PostgreSQL's text cannot hold U+0000. @throws {InvalidInputError} where a parameter has one */
export function storable(query: CompiledQuery): CompiledQuery {
  for (const value of query.parameters) {
    if (typeof value === 'string' && value.includes('\0'))
      throw new InvalidInputError('text with a NUL character (U+0000) cannot be stored')
  }
  return query
}
