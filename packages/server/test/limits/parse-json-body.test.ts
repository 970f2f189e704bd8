import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type JsonShape, shapeProblem } from '@netloom/core/wire'
import { parseJsonBody } from '../../src/limits/parse-json-body.ts'

const parse = (text: string): Promise<unknown> => parseJsonBody(Buffer.from(text))

describe('a body', () => {
  it('is read as JSON reads it, whatever the JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 5 }), async (value) => {
        const text = JSON.stringify(value)
        if (!text.includes('__proto__') && !text.includes('\\u')) expect(await parse(text)).toEqual(JSON.parse(text))
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
  ])('with %s is refused', async (_, text, message) => {
    await expect(parse(text)).rejects.toEqual(expect.objectContaining({ status: 400, code: 'HTTPBadRequest', message }))
  })

  it('may escape what it likes', async () => {
    expect(await parse('"\\ud83d\\udca5 \\u00e4 \\n"')).toBe('💥 ä \n')
    expect(await parse('{"a":"talks about __proto__"}')).toEqual({ a: 'talks about __proto__' })
  })

  it('that is no UTF-8 is refused', async () => {
    await expect(parseJsonBody(Buffer.from([0x22, 0xc3, 0x28, 0x22]))).rejects.toThrow('Body is not valid UTF-8')
    await expect(parseJsonBody(Buffer.from('"ä"', 'latin1'))).rejects.toThrow('Body is not valid UTF-8')
  })

  it('has its last word where a key comes twice', async () => {
    expect(await parse('{"a":1,"a":2}')).toEqual({ a: 2 })
  })

  it('may have 32 levels and no more, wherever they are', async () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
    expect(await parse(nested(32))).toBeInstanceOf(Array)
    await expect(parse(nested(33))).rejects.toThrow('Body is nested deeper than 32 levels')
    await expect(parse(`{"a":[1,${'{"b":'.repeat(31)}1${'}'.repeat(31)}]}`)).rejects.toThrow('deeper than 32')
    await expect(parse('['.repeat(4_000_000))).rejects.toThrow('deeper than 32')
  })

  it('is judged deep by its structure alone, not by its text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 6 }), (text, value) => {
        const both = [text, '[{"\\'.repeat(40), value]
        expect(problem(both, { depth: depthOf(both) })).toBeUndefined()
        expect(problem(both, { depth: depthOf(both) - 1 })).toBe('depth')
      }),
    )
  })
})

describe('the shape of a body', () => {
  it('has as many values and members as JSON finds in it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const both = [value, { a: value, b: '\\"{[,' }]
        const json = JSON.parse(JSON.stringify(both)) as unknown
        const [values, members] = [mostValues(json), membersOf(json)]
        expect(problem(both, { values })).toBeUndefined()
        expect(problem(both, { members })).toBeUndefined()
        expect(problem(both, { members: members - 1 })).toBe('members')
      }),
    )
  })

  it.each([
    ['an object of 1,001 members', () => keys(1_001), 'Body has an object with more than 1000 members'],
    [
      '150,001 items',
      () => Array<number>(150_001).fill(1),
      'Body has more than 150000 values; send it as several requests',
    ],
    [
      '150,001 lists',
      () => Array<unknown>(100_000).fill([]),
      'Body has more than 150000 values; send it as several requests',
    ],
  ])('with %s is refused before it is parsed', async (_, value, message) => {
    await expect(parse(JSON.stringify(value()))).rejects.toThrow(message)
  })

  it('with 1,000 members is accepted', async () => {
    expect(Object.keys((await parse(JSON.stringify(keys(1_000)))) as object)).toHaveLength(1_000)
  })
})

const keys = (count: number): object =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${String(n)}`, n]))

const problem = (value: unknown, most: Partial<JsonShape>): string | undefined =>
  shapeProblem({ depth: 100, members: 1_000_000, values: 1_000_000, ...most }, Buffer.from(JSON.stringify(value)))

/** A comma for each part but the first, and each array and object itself; an empty one counts as if it had a part. */
function mostValues(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1
  const parts = Object.values(value)
  if (parts.length === 0) return 2
  return 1 + parts.reduce((sum: number, part) => sum + mostValues(part), 0)
}

function membersOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const parts = Object.values(value)
  return Math.max(Array.isArray(value) ? 0 : parts.length, ...parts.map(membersOf))
}

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return 1 + Math.max(0, ...Object.values(value).map(depthOf))
}
