const LONGEST = 80

/** A value for a message: short, one line, and told apart from others that JSON makes the same (NaN, null, undefined). */
export function showValue(value: unknown): string {
  const text = written(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text
}

export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, step) => (at as Readonly<Record<PropertyKey, unknown>> | null | undefined)?.[step],
    value,
  )
}

function written(value: unknown): string {
  if (value instanceof Promise) return 'a promise'
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'symbol') return String(value)
  try {
    const text = JSON.stringify(value) as string | undefined
    return text ?? 'undefined'
  } catch {
    return 'an object that JSON cannot hold'
  }
}
