import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bestFit } from '../src/prefixes/best-fit.ts'
import { ADDRESS_BITS, blocks, cidrAt } from '../src/prefixes/blocks.ts'
import { difference, isSubset, overlaps, prefixSet, union, type PrefixSet } from '../src/prefixes/prefix-set.ts'

// A universe small enough to list: the first and the last 128 addresses of each version, which have all the edges.
const HALF = 128n
const version = fc.constantFrom(4 as const, 6 as const)
const top = (of: 4 | 6): bigint => 1n << BigInt(ADDRESS_BITS[of])
const cidr = (of: 4 | 6): fc.Arbitrary<{ readonly first: bigint; readonly last: bigint }> =>
  fc
    .tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 127 }), fc.boolean())
    .map(([hostBits, at, high]) => {
      const first = ((BigInt(at) >> BigInt(hostBits)) << BigInt(hostBits)) + (high ? top(of) - HALF : 0n)
      return cidrAt(of, first, ADDRESS_BITS[of] - hostBits)
    })
const world = version.chain((of) =>
  fc.record({
    of: fc.constant(of),
    a: fc.array(cidr(of), { maxLength: 12 }),
    b: fc.array(cidr(of), { maxLength: 12 }),
  }),
)

function listed(set: Iterable<{ readonly first: bigint; readonly last: bigint }>): Set<bigint> {
  const found = new Set<bigint>()
  for (const { first, last } of set) for (let value = first; value <= last; value++) found.add(value)
  return found
}
const same = (set: PrefixSet, wanted: Set<bigint>): void => {
  expect(listed(set)).toEqual(wanted)
  for (const [index, run] of set.entries()) {
    expect(run.first <= run.last).toBe(true)
    const next = set[index + 1]
    if (next !== undefined) expect(next.first > run.last + 1n).toBe(true)
  }
}

describe('prefix sets', () => {
  it('are the sets of their addresses', () => {
    fc.assert(
      fc.property(world, ({ a, b }) => {
        const [one, two] = [prefixSet(a), prefixSet(b)]
        const [in1, in2] = [listed(a), listed(b)]
        same(one, in1)
        same(union(one, two), new Set([...in1, ...in2]))
        same(difference(one, two), new Set([...in1].filter((value) => !in2.has(value))))
        expect(overlaps(one, two)).toBe([...in1].some((value) => in2.has(value)))
        expect(isSubset(one, two)).toBe([...in1].every((value) => in2.has(value)))
      }),
      { numRuns: 500 },
    )
  })

  it('fall into aligned blocks, no two of which make a larger one', () => {
    fc.assert(
      fc.property(world, ({ of, a }) => {
        const set = prefixSet(a)
        const parts = set.flatMap((run) => [...blocks(of, run)])
        expect(listed(parts)).toEqual(listed(a))
        for (const [index, part] of parts.entries()) {
          expect(part.first % (part.last - part.first + 1n)).toBe(0n)
          const next = parts[index + 1]
          if (next === undefined) continue
          expect(next.first > part.last).toBe(true)
          const halves = next.prefixLength === part.prefixLength && next.first === part.last + 1n
          expect(halves && part.first % (2n * (part.last - part.first + 1n)) === 0n).toBe(false)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('the best fit', () => {
  it('is free, is aligned, and is there exactly when any aligned prefix of that length is free', () => {
    fc.assert(
      fc.property(world, fc.integer({ min: 0, max: 7 }), ({ of, a, b }, hostBits) => {
        const free = difference(prefixSet(a), prefixSet(b))
        const isFree = listed(free)
        const length = ADDRESS_BITS[of] - hostBits
        const size = 1n << BigInt(hostBits)
        const all = [0n, top(of) - HALF].flatMap((base) =>
          Array.from({ length: Number(HALF / size) }, (_, index) => base + BigInt(index) * size),
        )
        const possible = all.filter((first) => every(first, size, isFree))
        const found = bestFit(of, free, length)
        if (found === undefined) expect(possible).toEqual([])
        else {
          expect(found.prefixLength).toBe(length)
          expect(possible).toContain(found.first)
          expect(found.last).toBe(found.first + size - 1n)
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('leaves large blocks whole', () => {
    const pool = prefixSet([cidrAt(4, 0x0a000000n, 8)])
    const taken = prefixSet([cidrAt(4, 0x0a000000n, 24), cidrAt(4, 0x0a000180n, 25)])
    expect(bestFit(4, difference(pool, taken), 25)?.first).toBe(0x0a000100n)
    expect(bestFit(4, difference(pool, taken), 24)?.first).toBe(0x0a000200n)
    expect(bestFit(4, difference(pool, taken), 9)?.first).toBe(0x0a800000n)
    expect(bestFit(4, difference(pool, taken), 8)).toBeUndefined()
  })

  it('fills a pool to the last prefix without ever overlapping', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 80 }), (wishes) => {
        const pool = prefixSet([cidrAt(4, 0x0a000000n, 26), cidrAt(4, 0x0a000080n, 27)])
        const taken: { first: bigint; last: bigint }[] = []
        for (const hostBits of wishes) {
          const found = bestFit(4, difference(pool, prefixSet(taken)), 32 - hostBits)
          if (found === undefined) continue
          expect(overlaps(prefixSet(taken), [found])).toBe(false)
          expect(isSubset([found], pool)).toBe(true)
          taken.push(found)
        }
        // single addresses always fit until nothing is left
        const left = listed(difference(pool, prefixSet(taken))).size
        for (let count = 0; count < left; count++) {
          const found = bestFit(4, difference(pool, prefixSet(taken)), 32)
          expect(found).toBeDefined()
          if (found !== undefined) taken.push(found)
        }
        expect(bestFit(4, difference(pool, prefixSet(taken)), 32)).toBeUndefined()
      }),
      { numRuns: 100 },
    )
  })
})

function every(first: bigint, size: bigint, set: ReadonlySet<bigint>): boolean {
  for (let value = first; value < first + size; value++) if (!set.has(value)) return false
  return true
}
