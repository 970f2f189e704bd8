import { InvalidInputError } from '@netloom/core'
import type { z } from 'zod'
import { InvalidValue } from './invalid-value.ts'
import { isDictionary } from './structures.ts'
import { requireUuid, UUID_SCHEMA } from './uuid.ts'
import { value } from './value.ts'

/** Body of an action that names one object: `{ "network_id": "…" }` → its id. */
export const idBody = (name: string): z.ZodType<string> =>
  value(
    (given) => {
      const id: unknown = isDictionary(given) ? given[name] : undefined
      if (id === undefined) throw new InvalidInputError(`'${name}' is required`)
      try {
        return requireUuid(id)
      } catch (error) {
        if (!(error instanceof InvalidValue)) throw error
        throw new InvalidInputError(`${name}: ${error.message}`)
      }
    },
    { type: 'object', properties: { [name]: UUID_SCHEMA }, required: [name] },
  )
