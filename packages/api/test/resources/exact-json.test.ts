import { exactJson } from '../../src/index.ts'
import { expect, it } from 'vitest'

it('writes integers of any length as they are, and everything else as JSON does', () => {
  const addresses = 2n ** 64n
  const given = { a: 5n, b: [addresses, -addresses], c: 'integer 18446744073709551616 ', d: undefined, e: null }
  expect(exactJson(given)).toBe(
    '{"a":5,"b":[18446744073709551616,-18446744073709551616],"c":"integer 18446744073709551616 ","e":null}',
  )
})
