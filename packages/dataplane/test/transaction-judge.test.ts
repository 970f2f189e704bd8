import { describe, expect, it } from 'vitest'
import { TransactionJudge } from '../src/monitor/transaction-judge.ts'

/** At which line somebody else is found to have changed our tables. */
function foreign(lines: readonly string[]): readonly number[] {
  const judge = new TransactionJudge({
    isOurs: (table) => table === 'inet netloom.a' || table === 'bridge netloom.a',
    isOwn: (event) => event.includes('{ 0x00000007 }'),
  })
  return lines.flatMap((line, at) => (judge.isForeign(line) ? [at] : []))
}

describe('a transaction that nftables tells about', () => {
  it.each([
    'delete element bridge netloom.a classes { "tap1" : 0x00010000 }',
    'delete rule inet netloom.a group-ingress.x handle 3',
    'add rule inet netloom.a sent accept',
    'insert rule inet netloom.a sent accept',
    'add element inet netloom.a addresses4.x { 10.0.0.1 }',
    'delete table bridge netloom.a',
    'delete set inet netloom.a zones',
  ])('is of somebody else when it does not say that it is ours: %s', (event) => {
    expect(foreign(['add table inet x', event, '# new generation 7 by process 9 (nft)'])).toEqual([2])
  })

  it('is ours when any of its events says so, and only that one', () => {
    const own = ['add element bridge netloom.a transactions { 0x00000007 }']
    const change = 'add element inet netloom.a addresses4.x { 10.0.0.1 }'
    const end = '# new generation 7 by process 9 (node)'
    expect(foreign([change, ...own, end])).toEqual([])
    expect(foreign([change, ...own, change, end, change, end])).toEqual([5])
  })

  it('does not matter when it concerns tables of others', () => {
    expect(
      foreign(['add rule inet netloom.ab c accept', 'add table ip x', '# new generation 3 by process 1 (x)']),
    ).toEqual([])
  })

  it('may have been anything when nftables has lost some', () => {
    expect(foreign(['# ERROR: We lost some netlink events!'])).toEqual([0])
  })
})
