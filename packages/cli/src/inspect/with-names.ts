import type { Cause } from '@netloom/core'

/** A cause whose object people know by another name. */
export type NamedCause = Cause & { readonly name?: string }

/** `port/<id> (vm1, 10.0.0.77)` */
export const describeObject = ({ object, name }: NamedCause): string =>
  name === undefined ? object : `${object} (${name})`

/**
 * The same answer with a `name` beside each `object` of a cause, and beside each `portId`, that has one in `names` (by
 * `port/<id>`, `network/<id>`). Pure.
 */
export function withNames<T>(answer: T, names: ReadonlyMap<string, string>): T {
  return (names.size === 0 ? answer : named(answer, names)) as T
}

function named(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => named(item, names))
  if (typeof value !== 'object' || value === null) return value
  const { object, rule, portId } = value as {
    readonly object?: unknown
    readonly rule?: unknown
    readonly portId?: unknown
  }
  const isCause = typeof object === 'string' && typeof rule === 'string'
  const key = isCause ? object : typeof portId === 'string' ? `port/${portId}` : undefined
  const name = key === undefined ? undefined : names.get(key)
  return Object.fromEntries(
    Object.entries(value).flatMap(([field, member]) => [
      [field, named(member, names)],
      ...(name !== undefined && field === (isCause ? 'object' : 'portId') ? [['name', name]] : []),
    ]),
  )
}
