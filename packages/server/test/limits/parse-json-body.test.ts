import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shapeProblem } from '@netloom/core/link'
import { parseJsonBody } from '../../src/limits/parse-json-body.ts'

const parse = (text: string): unknown => parseJsonBody(Buffer.from(text))

describe('a body', () => {
  it('is read as JSON reads it, whatever the JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value)
        if (!text.includes('__proto__') && !text.includes('\\u')) expect(parse(text)).toEqual(JSON.parse(text))
      }),
    )
  })

  it.each([
    ['no JSON', '{"a":', 'Body contains invalid data'],
    ['nothing', '', 'Body contains invalid data'],
    ['a NUL', '{"a":"x\\u0000"}', 'Text with a NUL character cannot be stored'],
    ['a NUL in a key', '{"a\\u0000":1}', 'Text with a NUL character cannot be stored'],
    ['half a surrogate pair', '[["\\ud83d"]]', 'Text with half a surrogate pair cannot be stored'],
    ['the other half', '{"a":{"b":"\\udca5"}}', 'Text with half a surrogate pair cannot be stored'],
    ['a prototype', '{"a":{"__proto__":{}}}', "Key '__proto__' is not allowed"],
    ['a prototype, spelled otherwise', '{"\\u005f_proto_\\u005f":1}', "Key '__proto__' is not allowed"],
  ])('with %s is refused', (_, text, message) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ status: 400, code: 'HTTPBadRequest', message }) as Error,
    )
  })

  it('may escape what it likes', () => {
    expect(parse('"\\ud83d\\udca5 \\u00e4 \\n"')).toBe('💥 ä \n')
    expect(parse('{"a":"talks about __proto__"}')).toEqual({ a: 'talks about __proto__' })
  })

  it('that is no UTF-8 is refused', () => {
    expect(() => parseJsonBody(Buffer.from([0x22, 0xc3, 0x28, 0x22]))).toThrow('Body is not valid UTF-8')
    expect(() => parseJsonBody(Buffer.from('"ä"', 'latin1'))).toThrow('Body is not valid UTF-8')
  })

  it('has its last word where a key comes twice', () => {
    expect(parse('{"a":1,"a":2}')).toEqual({ a: 2 })
  })

  it('may have 32 levels and no more, wherever they are', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
    expect(parse(nested(32))).toBeInstanceOf(Array)
    expect(() => parse(nested(33))).toThrow('Body is nested deeper than 32 levels')
    expect(() => parse(`{"a":[1,${'{"b":'.repeat(31)}1${'}'.repeat(31)}]}`)).toThrow('deeper than 32')
    expect(() => parse('['.repeat(4_000_000))).toThrow('deeper than 32')
  })

  it('is judged deep by its structure alone, not by its text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 6 }), (text, value) => {
        const both = [text, '[{"\\'.repeat(40), value]
        const within = (depth: number) =>
          shapeProblem({ depth, members: Infinity, values: Infinity }, Buffer.from(JSON.stringify(both)))
        expect(within(depthOf(both))).toBeUndefined()
        expect(within(depthOf(both) - 1)).toBe('depth')
      }),
    )
  })
})

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return 1 + Math.max(0, ...Object.values(value).map(depthOf))
}
