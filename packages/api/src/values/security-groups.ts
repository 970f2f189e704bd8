import type { z } from 'zod'
import { HttpError } from '../errors/http-errors.ts'
import { InvalidValue } from './invalid-value.ts'
import { pythonText } from './python-text.ts'
import { requireUuid, UUID_SCHEMA } from './uuid.ts'
import { value } from './value.ts'

/** Where no service has security groups a port can name none: the empty list (or null) is all there is. */
export const noSecurityGroups: z.ZodType<undefined> = value(
  (given) => {
    if (given === null) return undefined
    if (!Array.isArray(given)) throw new InvalidValue(`'${pythonText(given)}' is not a list`)
    const list: readonly unknown[] = given
    const first = list.length === 0 ? undefined : requireUuid(list[0])
    if (first !== undefined) throw new HttpError(404, 'SecurityGroupNotFound', `Security group ${first} does not exist`)
    return undefined
  },
  { type: ['array', 'null'], items: UUID_SCHEMA, maxItems: 0 },
)
