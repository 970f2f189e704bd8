import { isUtf8 } from 'node:buffer'
import { staysWithin } from '@netloom/core/link'
import { HttpBadRequestError } from '../api/http-errors.ts'

/** Arrays and objects inside each other; no request of Neutron's API has ten levels. */
const DEEPEST = 32

// A NUL and half a surrogate pair can only come as escapes: raw ones are no JSON and no UTF-8. Most bodies have none.
const ESCAPED = '\\u'
const PROTO = '__proto__'
const LONE_SURROGATE = /\p{Surrogate}/u

/**
 * What a body says. Of a key that comes twice the last one counts, as in Python.
 * @throws {HttpBadRequestError} for what is no JSON, and for text that no database column or no later reader can take: NUL
 * characters, halves of surrogate pairs, keys called `__proto__`
 */
export function parseJsonBody(body: Buffer): unknown {
  if (!isUtf8(body)) throw new HttpBadRequestError('Body is not valid UTF-8')
  if (!staysWithin(DEEPEST, body)) throw new HttpBadRequestError(`Body is nested deeper than ${String(DEEPEST)} levels`)
  const text = body.toString()
  const parsed = parse(text)
  if (text.includes(ESCAPED) || text.includes(PROTO)) requireCleanValue(parsed)
  return parsed
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new HttpBadRequestError('Body contains invalid data')
  }
}

function requireCleanValue(value: unknown): void {
  if (typeof value === 'string') requireCleanText(value)
  else if (Array.isArray(value)) value.forEach(requireCleanValue)
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      if (key === PROTO) throw new HttpBadRequestError(`Key '${PROTO}' is not allowed`)
      requireCleanText(key)
      requireCleanValue(inner)
    }
  }
}

function requireCleanText(text: string): void {
  if (text.includes('\0')) throw new HttpBadRequestError('Text with a NUL character cannot be stored')
  if (LONE_SURROGATE.test(text)) throw new HttpBadRequestError('Text with half a surrogate pair cannot be stored')
}
