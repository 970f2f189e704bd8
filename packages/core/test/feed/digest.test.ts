import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digestOf, EMPTY_DIGEST, toggle } from '../../src/wire.ts'

const item = fc.record({ key: fc.string({ unit: 'binary', maxLength: 500 }), revision: fc.nat() })
const items = fc.uniqueArray(item, { selector: ({ key }) => key })

describe('digest', () => {
  it('is the XOR of two MurmurHash3 values, so that others can compute it', () => {
    // Values of an implementation that gives the published ones, e.g. 0x248bfa47 for `hello` with seed 0.
    expect(digestOf([])).toBe(EMPTY_DIGEST)
    expect(digestOf([{ key: 'port/a', revision: 1 }])).toBe('403a0a73523aff26')
    expect(digestOf([{ key: 'member/hôte', revision: 42 }])).toBe('5411e96d0450c21b')
    const two = [
      { key: 'port/a', revision: 1 },
      { key: 'network', revision: 7 },
    ]
    expect(digestOf(two)).toBe('0145aa65079211da')
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
