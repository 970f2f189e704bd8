import fc from 'fast-check'
import type { SeededDraws } from './seeded-draws.ts'

const TEXTS: readonly string[] = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  'x\udfff',
  '\u202e\u2066',
  '\ufeff',
  '💥'.repeat(256),
  'ä'.repeat(256),
  'x'.repeat(255),
  'x'.repeat(256),
  'x'.repeat(70_000),
  "'; drop table ports; --",
  '" or 1=1 --',
  '%',
  '_',
  '\\',
  "\\'",
  '$(reboot)',
  '`id`',
  '; rm -rf /tmp/x #',
  '| cat /etc/passwd',
  '../../../../etc/passwd',
  '%00%0a%0d',
  '\r\nX-Injected: 1',
  '{{7*7}}',
  '${jndi:ldap://x}',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'None',
  'True',
  '-1',
  '0x10',
  '1e3',
  'NaN',
  '0.0.0.0',
  '010.0.0.1',
  '10.0.0.1/24',
  '10.0.0.256',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:10.0.0.1',
  'fe80::1%eth0',
  '2001:db8::/129',
  '0.0.0.0/0',
  '10.0.0.0/33',
  '10.0.0.0/31',
  '10.0.0.0/32',
  '::/0',
  'ff:ff:ff:ff:ff:ff',
  '00:00:00:00:00:00',
  '01:00:5e:00:00:01',
  '00000000-0000-0000-0000-000000000000',
  '2026-01-01T00:00:00Z',
]

const NUMBERS: readonly number[] = [
  ...[0, -1, 1, 2, 3, 4, 6, 32, 64, 67, 68, 128, 255, 256, 1_279, 1_280, 4_094, 4_095, 65_535, 65_536, 16_777_215],
  ...[2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 63), 1.5, 1e300, -0],
]

const made = new Map<number, readonly unknown[]>()

/** What was drawn for a seed is kept: to make the alphabets of `fast-check` takes as long as a hundred requests. */
function madeOf(seed: number): readonly unknown[] {
  const before = made.get(seed)
  if (before !== undefined) return before
  const anything = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.double(),
    fc.ipV4(),
    fc.ipV6(),
    fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 5 }),
  )
  const values = fc.sample(anything, { seed, numRuns: 400 })
  made.set(seed, values)
  return values
}

/** Values that no attribute expects. */
export class HostileValues {
  readonly #made: readonly unknown[]

  constructor(
    private readonly dice: SeededDraws,
    seed: number,
  ) {
    this.#made = madeOf(seed)
  }

  text(): string {
    return this.dice.pick(TEXTS)
  }

  number(): number {
    return this.dice.pick(NUMBERS)
  }

  value(): unknown {
    const kind = this.dice.below(10)
    if (kind < 3) return this.text()
    if (kind < 5) return this.number()
    if (kind < 8) return this.dice.pick(this.#made)
    if (kind < 9) return this.dice.pick<unknown>([null, true, false, [], {}, [null], [[]], { a: { b: [{}] } }])
    return this.structure()
  }

  /** Deep, long, or with keys that objects have anyway. */
  structure(): unknown {
    const kind = this.dice.below(5)
    if (kind === 0) return nested(this.dice.pick([10, 30, 31, 33]))
    if (kind === 1) return Array.from({ length: 3_000 }, () => 'x')
    if (kind === 2) return JSON.parse('{"__proto__":{"isAdmin":true},"a":1}')
    if (kind === 3) return { constructor: { prototype: { isAdmin: true } }, toString: 1, hasOwnProperty: null }
    return [this.text(), this.number(), { [this.text()]: this.text() }]
  }
}

export function nested(depth: number): unknown {
  let value: unknown = 1
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value }
  return value
}
