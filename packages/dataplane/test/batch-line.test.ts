import fc from 'fast-check'
import { expect, it } from 'vitest'
import { batchLine, isBatchLine } from '../src/pipe/batch-line.ts'
import { StderrParser } from '../src/pipe/stderr-parser.ts'

it('lets no word change what a line means', () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom('a', '1', ':', '-', ' ', '"', "'", '#', '\\', '\n', '\r', '\t', '\0', ';', 'é'),
        maxLength: 8,
      }),
      (word) => {
        const plain = /^[a1:][a1:-]*$/.test(word) || word === ''
        expect(isBatchLine(batchLine(['link', word]))).toBe(plain)
      },
    ),
    { examples: [['a a'], ['""'], [' '], ['']], numRuns: 2_000 },
  )
})

it('cuts errors out of any chunking', () => {
  const text =
    'Cannot find device "a"\nCommand failed -:3\nError: first.\nRTNETLINK answers: x\nCommand failed -:12\nlast words'
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 20 })), (sizes) => {
      const parser = new StderrParser()
      const failed = []
      let rest = text
      for (const size of sizes) {
        failed.push(...parser.push(rest.slice(0, size)))
        rest = rest.slice(size)
      }
      failed.push(...parser.push(rest))
      expect(failed).toEqual([
        { number: 3, text: 'Cannot find device "a"' },
        { number: 12, text: 'Error: first.; RTNETLINK answers: x' },
      ])
      expect(parser.take()).toBe('last words')
    }),
  )
})
