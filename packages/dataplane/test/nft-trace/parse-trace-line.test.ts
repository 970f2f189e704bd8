import { describe, expect, it } from 'vitest'
import { nftFate, parseTraceLine } from '../../src/index.ts'

describe('a line of nft monitor trace', () => {
  it('is a rule with its comment and verdict', () => {
    expect(
      parseTraceLine(
        'trace id 9a3f2c1b inet netloom.x group-ingress.g rule tcp dport 80 accept comment "sg-rule 42" (verdict accept)',
      ),
    ).toEqual({
      id: '9a3f2c1b',
      family: 'inet',
      table: 'netloom.x',
      chain: 'group-ingress.g',
      kind: 'rule',
      text: 'tcp dport 80 accept comment "sg-rule 42"',
      verdict: 'accept',
      comment: 'sg-rule 42',
    })
  })

  it('is a packet, or the policy of a chain', () => {
    expect(
      parseTraceLine('trace id 1 bridge t c packet: iif "tap1" ether saddr fa:16:3e:00:00:05 ip saddr 10.0.0.5'),
    ).toMatchObject({
      kind: 'packet',
      text: 'iif "tap1" ether saddr fa:16:3e:00:00:05 ip saddr 10.0.0.5',
    })
    expect(parseTraceLine('trace id 1 inet t c policy drop ')).toMatchObject({ kind: 'policy', verdict: 'drop' })
  })

  it('is nothing when it says something else', () => {
    for (const line of ['', 'add table inet x', 'trace id 1']) expect(parseTraceLine(line)).toBeUndefined()
  })

  it('comes to the rules that let a packet pass, and to where it was dropped', () => {
    const steps = [
      'trace id 1 inet t out rule accept comment "sg-rule a" (verdict accept)',
      'trace id 1 inet t in rule drop (verdict drop)',
    ].flatMap((line) => parseTraceLine(line) ?? [])
    expect(nftFate(steps)).toMatchObject({ verdict: 'drop', ruleIds: ['a'], dropped: { chain: 'in' } })
    expect(nftFate(steps.slice(0, 1))).toEqual({ verdict: 'accept', ruleIds: ['a'] })
  })
})
