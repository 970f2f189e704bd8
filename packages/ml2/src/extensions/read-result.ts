import type { ExtensionValues } from '@netloom/core'
import { z } from 'zod'
import { isJson } from '../judgement/is-json.ts'

/** What a read hook returns: values of declared fields by id, and nothing that JSON cannot hold. */
export function readResult(fields: readonly string[]): z.ZodType<ReadonlyMap<string, ExtensionValues>> {
  const value = z.unknown().refine((one) => one === undefined || isJson(one), 'must be a value that JSON can hold')
  const values = z.strictObject(Object.fromEntries(fields.map((field) => [field, value.optional()])), {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `has ${issue.keys.join(', ')}, which the driver does not declare; declared are ${fields.join(', ')}`
        : 'must be an object of values by field',
  })
  return z.map(z.string('must be an id'), values, 'must be a Map of values by id')
}
