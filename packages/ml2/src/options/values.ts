import { z } from 'zod'

/** As far as a timer of Node counts, and Neutron. */
export const MOST: number = 2 ** 31 - 1

export function count(first: number, last: number): z.ZodType<number> {
  const message = `must be a whole number from ${String(first)} to ${String(last)}`
  return z.number(message).int(message).min(first, message).max(last, message)
}

/** Seconds, milliseconds. */
export function numberAbove(bound: number): z.ZodType<number> {
  const message = `must be a number above ${String(bound)} and up to ${String(MOST)}`
  return z.number(message).gt(bound, message).max(MOST, message)
}

export const flag: z.ZodType<boolean> = z.boolean('must be true or false')

export function among<T extends string | number>(values: readonly T[]): z.ZodType<T> {
  return z.literal(values, `must be ${values.map((value) => JSON.stringify(value)).join(' or ')}`)
}

export function textList(what: string): z.ZodType<readonly string[]> {
  const message = `must be a list of ${what}, each once`
  return z
    .array(z.string(message).min(1, message), message)
    .refine((texts) => new Set(texts).size === texts.length, message)
}

export const record = (value: z.ZodType, message: string): z.ZodType => z.record(z.string(), value, message)

/** An object with these fields and no others. */
export const strict = (shape: z.ZodRawShape, message: string): z.ZodType =>
  z.strictObject(shape, { error: (issue) => (issue.code === 'invalid_type' ? message : undefined) })

/** An object that has these methods, whatever class it is of. */
export function having(methods: readonly string[], what: string): z.ZodType {
  return z.unknown().refine(
    (value) => {
      if (typeof value !== 'object' || value === null) return false
      const object = value as Readonly<Record<string, unknown>>
      return methods.every((method) => typeof object[method] === 'function')
    },
    `must be ${what}: an object with ${methods.join('(), ')}()`,
  )
}
