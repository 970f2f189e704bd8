import { HttpBadRequestError } from '@netloom/api'
import { isUtf8 } from 'node:buffer'
import { yieldLongTurn } from '@netloom/core/kit'
import { type JsonShape, shapeProblem } from '@netloom/core/wire'

/**
 * No request of Neutron's API has ten levels or a hundred members of one object. A bulk create of 2,000 ports with all that
 * ports have says some 80,000 values.
 */
const MOST: JsonShape = { depth: 32, members: 1_000, values: 150_000 }

const PROBLEMS: Readonly<Record<keyof JsonShape, string>> = {
  depth: `Body is nested deeper than ${String(MOST.depth)} levels`,
  members: `Body has an object with more than ${String(MOST.members)} members`,
  values: `Body has more than ${String(MOST.values)} values; send it as several requests`,
}

// A NUL and half a surrogate pair can only come as escapes: raw ones are no JSON and no UTF-8. Most bodies have none.
const ESCAPED = '\\u'
const PROTO = '__proto__'
const LONE_SURROGATE = /\p{Surrogate}/u

/**
 * What a body says. Of a key that comes twice the last one counts, as in Python.
 * @throws {HttpBadRequestError} for what is no JSON, and for text that no database column or no later reader can take: NUL
 * characters, halves of surrogate pairs, keys called `__proto__`
 */
export async function parseJsonBody(body: Buffer): Promise<unknown> {
  if (!isUtf8(body)) throw new HttpBadRequestError('Body is not valid UTF-8')
  const problem = shapeProblem(MOST, body)
  if (problem !== undefined) throw new HttpBadRequestError(PROBLEMS[problem])
  await yieldLongTurn()
  const text = body.toString()
  const parsed = parse(text)
  if (text.includes(ESCAPED) || text.includes(PROTO)) {
    await yieldLongTurn()
    requireCleanValue(parsed)
  }
  await yieldLongTurn()
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
