import type { z } from 'zod'
import { InvalidInputError } from '../../errors/segment-errors.ts'

/** A resource's fields, each judged by its own schema; anything else is refused. */
export type InputSchema = z.ZodObject<z.ZodRawShape, z.core.$strict>

/** Who has more than so many bad fields learns the rest when these are right. */
const MOST_ISSUES = 10

/**
 * Checks a request against `schema`; `undefined` counts as absent, `extra` fields (extension drivers') pass unchecked.
 * `T` is the request type that the schema describes: zod's own inference says `| undefined` where the types say absent.
 * @throws {InvalidInputError} naming each bad field, its value, and what is allowed
 */
export function parseInput<T extends object>(schema: InputSchema, request: T, extra: readonly string[] = []): T {
  if (typeof request !== 'object' || (request as unknown) === null || Array.isArray(request)) {
    throw new InvalidInputError(`the request is ${show(request)}; it must be an object`)
  }
  const given = Object.entries(request).filter(([, value]) => value !== undefined)
  const own = Object.fromEntries(given.filter(([name]) => !extra.includes(name)))
  const result = schema.safeParse(own)
  if (!result.success) {
    const { issues } = result.error
    const told = issues.slice(0, MOST_ISSUES).map((issue) => describe(issue, own, schema, extra))
    if (issues.length > MOST_ISSUES) told.push(`and ${String(issues.length - MOST_ISSUES)} more`)
    throw new InvalidInputError(told.join('; '))
  }
  return Object.fromEntries(given) as T
}

function describe(issue: z.core.$ZodIssue, input: unknown, schema: InputSchema, extra: readonly string[]): string {
  if (issue.code === 'unrecognized_keys' && issue.path.length === 0) {
    const known = [...Object.keys(schema.shape), ...extra].join(', ')
    return `unknown field ${issue.keys.map((key) => `'${key}'`).join(', ')}; known are ${known}`
  }
  const value = issue.path.reduce<unknown>(
    (at, step) => (at as Record<PropertyKey, unknown> | undefined)?.[step],
    input,
  )
  return value === undefined
    ? `${issue.path.join('.')} is missing: ${issue.message}`
    : `${issue.path.join('.')} = ${show(value)}: ${issue.message}`
}

function show(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined
  if (text === undefined) return String(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}
