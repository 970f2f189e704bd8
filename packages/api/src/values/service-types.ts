import type { z } from 'zod'
import { BadRequestError } from '@netloom/core'
import { LIMITS } from '@netloom/core/kit'
import { HttpBadRequestError } from '../errors/http-errors.ts'
import { requireAtMost } from './bounded-list.ts'
import { pythonText } from './python-text.ts'
import { requireText } from './text.ts'
import { value } from './value.ts'

class InvalidServiceTypeInputError extends BadRequestError {
  readonly code = 'InvalidInputSubnetServiceType'
  constructor(given: unknown) {
    super(`Subnet service type ${pythonText(given)} is not a string.`)
  }
}

/** Device owners; null = []. Which owners there are is core's to judge. */
export const serviceTypes: z.ZodType<readonly string[]> = value(
  (given) => {
    if (given === null) return []
    if (!Array.isArray(given)) throw new HttpBadRequestError('Subnet service types must be a list.')
    const list: readonly unknown[] = given
    requireAtMost(list, LIMITS.serviceTypes, 'types')
    return list.map((type) => {
      if (typeof type !== 'string') throw new InvalidServiceTypeInputError(type)
      return requireText(type, 255)
    })
  },
  { type: ['array', 'null'], items: { type: 'string', maxLength: 255 }, maxItems: LIMITS.serviceTypes },
)
