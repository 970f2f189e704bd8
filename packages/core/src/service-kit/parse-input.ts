import { type FieldProblem, InvalidFieldsError, InvalidInputError } from '../errors/segment-errors.ts'
import type { z } from 'zod'

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
    const unknown = issues.find(({ code, path }) => code === 'unrecognized_keys' && path.length === 0)
    if (unknown !== undefined) throw new InvalidInputError(unknownFields(unknown, schema, extra))
    const told = issues.slice(0, MOST_ISSUES).map((issue) => problemOf(issue, own))
    const [last] = told.slice(-1)
    if (issues.length > MOST_ISSUES && last !== undefined) {
      told.splice(-1, 1, { ...last, problem: `${last.problem}; and ${String(issues.length - MOST_ISSUES)} more` })
    }
    throw new InvalidFieldsError(told)
  }
  return Object.fromEntries(given) as T
}

function unknownFields(issue: z.core.$ZodIssue, schema: InputSchema, extra: readonly string[]): string {
  const keys = issue.code === 'unrecognized_keys' ? issue.keys : []
  const known = [...Object.keys(schema.shape), ...extra].join(', ')
  return `unknown field ${keys.map((key) => `'${key}'`).join(', ')}; known are ${known}`
}

function problemOf(issue: z.core.$ZodIssue, input: unknown): FieldProblem {
  const value = issue.path.reduce<unknown>(
    (at, step) => (at as Record<PropertyKey, unknown> | undefined)?.[step],
    input,
  )
  const { path, message } = issue
  return value === undefined
    ? { path, problem: `is missing: ${message}` }
    : { path, value: show(value), problem: message }
}

function show(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined
  if (text === undefined) return String(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}
