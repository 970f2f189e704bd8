import { type CompiledResource, InvalidValue, isDictionary, readInner, value } from '@netloom/api'
import type { z } from 'zod'
import { listOf } from '../values/values.ts'

/**
 * An object inside of another one that is created with it. `compiled` is asked late: kinds contain each other. `assumed` = what it
 * need not say there.
 */
export const innerObject = (
  compiled: () => CompiledResource,
  assumed: Readonly<Record<string, unknown>> = {},
): z.ZodType<object> =>
  value(
    (given) => {
      if (!isDictionary(given)) throw new InvalidValue('Value should be dict')
      return readInner(compiled(), { ...assumed, ...given })
    },
    { type: 'object' },
  )

export const innerObjects = (
  compiled: () => CompiledResource,
  assumed: Readonly<Record<string, unknown>> = {},
): z.ZodType<readonly object[]> => listOf(innerObject(compiled, assumed))

/** One to be made, or the name of one that the same request makes elsewhere. */
export const innerOrNamed = (compiled: () => CompiledResource): z.ZodType<object> =>
  value(
    (given) => {
      if (isDictionary(given) && Object.keys(given).join() === 'name' && typeof given['name'] === 'string') {
        return { name: given['name'].slice(0, 255) }
      }
      return innerObject(compiled).parse(given)
    },
    { type: 'object' },
  )
