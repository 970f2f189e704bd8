import { decide, type FirewallView, type Packet, type SecurityRuleItem } from '@netloom/core/firewall'
import { describe, expect, it } from 'vitest'

const WEB = '00000000-0000-4000-8000-000000000001'
const OTHER = '00000000-0000-4000-8000-000000000002'

const rule = (overrides: Partial<SecurityRuleItem> = {}): SecurityRuleItem => ({
  id: '00000000-0000-4000-8000-00000000000a',
  direction: 'ingress',
  ethertype: 'IPv4',
  protocol: 6,
  portMin: 80,
  portMax: 90,
  remotePrefix: null,
  remoteGroupId: null,
  remoteAddressGroupId: null,
  ...overrides,
})

const packet = (overrides: Partial<Packet> = {}): Packet => ({
  direction: 'ingress',
  source: '10.0.0.9',
  destination: '10.0.0.5',
  protocol: 6,
  sourcePort: 40_000,
  destinationPort: 80,
  state: 'new',
  ...overrides,
})

const view = (rules: readonly SecurityRuleItem[], members: readonly string[] = []): FirewallView => ({
  rulesOf: (id) => (id === WEB ? rules : []),
  membersOf: (id) => (id === OTHER ? members : []),
  prefixesOf: (id) => (id === OTHER ? members : []),
})

const stateful = { groupIds: [WEB], stateful: true }
const stateless = { groupIds: [WEB], stateful: false }
const allows = (one: Packet, rules: readonly SecurityRuleItem[], members?: readonly string[]): boolean =>
  decide(one, stateful, view(rules, members)).allow

describe('a decision of security groups', () => {
  it('names the rule that lets a packet in', () => {
    expect(decide(packet(), stateful, view([rule()]))).toEqual({
      allow: true,
      by: 'rule',
      groupId: WEB,
      ruleId: rule().id,
    })
  })

  it('denies what no rule allows', () => {
    expect(decide(packet({ destinationPort: 91 }), stateful, view([rule()]))).toEqual({ allow: false, by: 'no rule' })
  })

  it.each<[string, Packet, SecurityRuleItem, boolean]>([
    ['the last port of a range', packet({ destinationPort: 90 }), rule(), true],
    ['another protocol', packet({ protocol: 17 }), rule(), false],
    ['another direction', packet({ direction: 'egress' }), rule(), false],
    ['another family', packet({ source: 'fd00::9', destination: 'fd00::5' }), rule(), false],
    ['any protocol', packet({ protocol: 132 }), rule({ protocol: null, portMin: null, portMax: null }), true],
    [
      'a type of ICMP',
      packet({ protocol: 1, icmpType: 8, icmpCode: 0 }),
      rule({ protocol: 1, portMin: 8, portMax: null }),
      true,
    ],
    [
      'another type of ICMP',
      packet({ protocol: 1, icmpType: 0, icmpCode: 0 }),
      rule({ protocol: 1, portMin: 8, portMax: null }),
      false,
    ],
    [
      'another code of ICMP',
      packet({ protocol: 1, icmpType: 3, icmpCode: 1 }),
      rule({ protocol: 1, portMin: 3, portMax: 4 }),
      false,
    ],
    ['a remote prefix with the source', packet(), rule({ remotePrefix: '10.0.0.8/29' }), true],
    ['a remote prefix without it', packet(), rule({ remotePrefix: '10.0.1.0/24' }), false],
  ])('judges %s', (_, one, by, expected) => {
    expect(allows(one, [by])).toBe(expected)
  })

  it.each([
    [['10.0.0.9'], true],
    [['10.0.0.0/28'], true],
    [['10.0.0.8', 'fd00::9'], false],
    [[], false],
  ])('asks the members %j of a remote group', (members, expected) => {
    expect(allows(packet(), [rule({ remoteGroupId: OTHER })], members)).toBe(expected)
    expect(allows(packet(), [rule({ remoteAddressGroupId: OTHER })], members)).toBe(expected)
  })

  it('looks at the destination of what a port sends', () => {
    const out = rule({ direction: 'egress', remotePrefix: '10.0.0.9/32' })
    expect(allows(packet({ direction: 'egress', source: '10.0.0.5', destination: '10.0.0.9' }), [out])).toBe(true)
    expect(allows(packet({ direction: 'egress', source: '10.0.0.9', destination: '10.0.0.5' }), [out])).toBe(false)
  })

  it('lets answers in where state is kept, and only there', () => {
    const reply = packet({ state: 'reply' })
    expect(decide(reply, stateful, view([]))).toEqual({ allow: true, by: 'reply' })
    expect(decide(reply, stateless, view([])).allow).toBe(false)
  })

  it('drops what belongs to no connection, whatever rules say, where state is kept', () => {
    const invalid = packet({ state: 'invalid' })
    expect(decide(invalid, stateful, view([rule()]))).toEqual({ allow: false, by: 'invalid' })
    expect(decide(invalid, stateless, view([rule()])).allow).toBe(true)
  })

  it('lets a port find its address and its neighbours without any group', () => {
    const none = { groupIds: [], stateful: true }
    const ask = packet({
      direction: 'egress',
      source: '0.0.0.0',
      destination: '255.255.255.255',
      protocol: 17,
      sourcePort: 68,
      destinationPort: 67,
    })
    const solicit = packet({
      source: 'fe80::1',
      destination: 'ff02::1:ff00:1',
      protocol: 58,
      icmpType: 135,
      icmpCode: 0,
    })
    expect(decide(ask, none, view([]))).toEqual({ allow: true, by: 'always', what: 'DHCP' })
    expect(decide(solicit, none, view([]))).toEqual({ allow: true, by: 'always', what: 'neighbour solicitation' })
    expect(decide(packet({ protocol: 1, icmpType: 8, icmpCode: 0 }), none, view([])).allow).toBe(false)
  })
})
