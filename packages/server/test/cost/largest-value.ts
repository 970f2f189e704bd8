import type { JsonSchema } from '@netloom/api'

export type Json = Readonly<Record<string, unknown>>

/** Id of the n-th object that an attribute of that name may refer to: `network_id` → a network. */
export type Reference = (attribute: string, n: number) => string | undefined

/** How large values are made: what the schema allows at most, or so many times as much. */
export interface Sizing {
  readonly reference: Reference
  /** 1 = the largest that is allowed. */
  readonly times: number
}

/** The largest value that a schema allows: the longest text, the longest list, none of its items twice. */
export function largestValue(schema: JsonSchema, name: string, n: number, sizing: Sizing): unknown {
  const { type, enum: words, items, properties, format } = schema
  if (Array.isArray(words)) return (words as readonly unknown[])[0]
  const kinds = (Array.isArray(type) ? type : [type]) as readonly unknown[]
  if (kinds.includes('array')) {
    const count = Math.ceil(sizeOf(schema['maxItems'], 100) * sizing.times)
    return Array.from({ length: count }, (_, index) =>
      largestValue((items ?? {}) as JsonSchema, name, n * count + index, { ...sizing, times: 1 }),
    )
  }
  if (kinds.includes('object')) {
    if (properties === undefined) return openObject(sizeOf(schema['maxProperties'], 100) * sizing.times)
    return Object.fromEntries(
      Object.entries(properties as Record<string, JsonSchema>).map(([key, part]) => [
        key,
        largestValue(part, key, n, sizing),
      ]),
    )
  }
  if (kinds.includes('string')) return largestText(schema, name, n, sizing, format)
  if (kinds.includes('integer')) return sizeOf(schema['minimum'], 0) + 1
  return false
}

function largestText(
  schema: JsonSchema,
  name: string,
  n: number,
  { reference, times }: Sizing,
  format: unknown,
): string {
  if (times === 1) {
    if (format === 'uuid') return reference(name, n) ?? uuid(n)
    // every second one, so that no two of them are one prefix
    if (format === 'ip') return address(n * 2)
    if (format === 'cidr') return `${address(n * 2)}/32`
    if (format === 'mac-address') return `fa:16:3e:${hex(n >> 16)}:${hex((n >> 8) & 255)}:${hex(n & 255)}`
  }
  const start = `${String(n)}-`
  return start + 'x'.repeat(Math.max(0, sizeOf(schema['maxLength'], 255) * times - start.length))
}

/** As many members as fit what the profile's column takes, or far too many. */
function openObject(members: number): Json {
  const count = Math.min(members, members > 10_000 ? members : 250)
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${String(index)}`, index]))
}

const sizeOf = (bound: unknown, otherwise: number): number => (typeof bound === 'number' ? bound : otherwise)
const hex = (octet: number): string => octet.toString(16).padStart(2, '0')

export const address = (n: number): string =>
  `10.${String((n >> 16) & 255)}.${String((n >> 8) & 255)}.${String(n & 255)}`
export const uuid = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`
