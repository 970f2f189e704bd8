import { addressGroupTopic, securityGroupTopic, securityMembersTopic } from '@netloom/core/firewall'
import { describe, expect, it } from 'vitest'
import { openvswitchFirewall, openvswitchRenderer } from '../../src/agent/index.ts'
import { portMasks } from '../../src/agent/firewall/groups/port-masks.ts'
import { flows, keys, ports } from '../rendered-text.ts'
import { filteredPort, GROUP, memberItem, NETWORK, OTHER_GROUP, ruleItem, type RuleOf } from './filter-lab.ts'

const firewall = openvswitchFirewall()
const { groups } = firewall
const RULES = securityGroupTopic(GROUP)
const rule = (what: RuleOf): readonly string[] => flows(groups?.item(RULES, ruleItem(1, what)) ?? [], 'br-int')
const ASKED = 'reg0=0xaaaaaaaa,reg1=0x71b1461b,reg2=0x894a6184,reg3=0x9086ad29'

describe('rules of a group', () => {
  it('are one flow each, which names the group and no port', () => {
    expect(rule({ direction: 'ingress', protocol: 6, portMin: 80, portMax: 80 }).map(short)).toEqual([
      'table=82,priority=10,ip,G,ANY,reg4=0x60050/0xffffff,actions=allow',
    ])
    expect(rule({ direction: 'egress', ethertype: 'IPv6' }).map(short)).toEqual([
      'table=72,priority=10,ipv6,G,ANY,actions=allow',
    ])
    const icmp = { direction: 'ingress', protocol: 1 } as const
    expect(rule({ ...icmp, portMin: 8 }).map(short)[0]).toContain('reg4=0x10800/0xffff00')
    expect(rule({ ...icmp, portMin: 3, portMax: 4 }).map(short)[0]).toContain('reg4=0x10304/0xffffff')
  })

  it('have as many flows as their ports need masks', () => {
    expect(portMasks(1, 65_535)).toHaveLength(16)
    expect(portMasks(0, 65_535)).toEqual([{ value: 0, mask: 0 }])
    expect(portMasks(1_024, 2_047)).toEqual([{ value: 1_024, mask: 0xfc00 }])
    for (const [first, last] of [
      [1, 1],
      [5, 97],
      [1_000, 65_535],
    ] as const) {
      const masks = portMasks(first, last)
      const wrong = Array.from({ length: 0x10000 }, (_, port) => port).filter((port) => {
        const hits = masks.filter(({ value, mask }) => (port & mask) === value).length
        return hits !== (port >= first && port <= last ? 1 : 0)
      })
      expect(wrong).toEqual([])
    }
  })

  it('ask for a remote by its id, and match a prefix themselves', () => {
    const byGroup = rule({ direction: 'ingress', remoteGroupId: OTHER_GROUP })
    expect(byGroup[0]).toContain('reg8=0xcccccccc,reg9=0x71b1461b,reg10=0x894a6184,reg11=0x9086ad29')
    expect(groups?.leadsTo(RULES, ruleItem(1, { direction: 'ingress', remoteGroupId: OTHER_GROUP }))).toEqual([
      securityMembersTopic(OTHER_GROUP),
    ])
    const prefixed = rule({ direction: 'egress', remotePrefix: '10.1.0.0/16' })
    expect(prefixed[0]).toContain('reg12=0xa010000/0xffff0000')
    const v6 = rule({ direction: 'egress', ethertype: 'IPv6', remotePrefix: '2001:db8::/40' })
    expect(v6[0]).toContain('reg12=0x20010db8/0xffffffff,reg13=0x0/0xff000000,actions')
    expect(rule({ direction: 'egress', remotePrefix: '0.0.0.0/0' })).toEqual(rule({ direction: 'egress' }))
  })
})

describe('members of a remote', () => {
  const members = (addresses: readonly string[]): readonly string[] =>
    flows(groups?.item(securityMembersTopic(GROUP), memberItem(1, addresses)) ?? [], 'br-int')

  it('are one flow for each address, whatever rules name the group', () => {
    expect(members(['10.0.0.5', 'fd00::5', '10.9.0.0/16'])).toHaveLength(3)
    expect(members(['10.0.0.5'])).toEqual([
      'table=84,priority=10,ip,reg8=0xaaaaaaaa,reg9=0x71b1461b,reg10=0x894a6184,reg11=0x9086ad29,reg12=0xa000005/0xffffffff,actions=resubmit(,85)',
    ])
  })

  it('are none for a prefix of length 0, which in an address group is everybody', () => {
    expect(members(['0.0.0.0/0', '::/0'])).toEqual([])
    const everybody = { key: 'addresses', revision: 1, body: { id: GROUP, addresses: ['0.0.0.0/0'] } }
    expect(flows(groups?.item(addressGroupTopic(GROUP), everybody) ?? [], 'br-int')).toHaveLength(1)
  })
})

describe('a port with groups', () => {
  const port = filteredPort(5, [GROUP, OTHER_GROUP])

  it('has four flows beside its guards, however many rules its groups have', () => {
    const guards = firewall.port({ ...port, extensions: {} }, NETWORK)
    const more = flows(firewall.port(port, NETWORK), 'br-int').slice(guards.length)
    expect(more.map((line) => line.split(',')[0])).toEqual(['table=60', 'table=77', 'table=73', 'table=97'])
    expect(more[1]).toMatch(/xxreg0,resubmit\(,78\),set_field:0x.*->xxreg0,resubmit\(,78\)$/)
  })

  it('is kept out of what the switch floods; one without groups says its network', () => {
    const own = openvswitchRenderer({ datapathType: 'netdev' }).attachment(port, NETWORK)
    const [isolated] = ports(firewall.attachment?.(port, NETWORK, own) ?? [])
    expect(isolated?.port).toMatchObject({ type: 'vif', isolated: true })
    const free = firewall.attachment?.(filteredPort(6, undefined), NETWORK, own) ?? []
    expect(ports(free)[0]?.port).not.toHaveProperty('isolated')
    expect(flows(free, 'br-int')[0]).toMatch(/^table=60,priority=100,in_port=tap.*->NXM_NX_REG6\[\],resubmit\(,70\)$/)
  })

  it('shares no key with another but branches of flows for many', () => {
    const others = keys(firewall.port(filteredPort(6, [GROUP]), NETWORK))
    const guards = new Set(keys(firewall.port({ ...port, extensions: {} }, NETWORK)))
    expect(keys(firewall.port(port, NETWORK)).filter((key) => others.includes(key) && !guards.has(key))).toEqual([])
  })
})

it('shared tables do not grow with anything, and name each key once', () => {
  const base = firewall.base?.() ?? []
  expect(new Set(keys(base)).size).toBe(base.length)
  expect(base.length).toBeLessThan(150)
})

function short(line: string): string {
  return line
    .replace(ASKED, 'G')
    .replace(/reg8=0x0+,reg9=0x0+,reg10=0x0+,reg11=0x0+/, 'ANY')
    .replace('load:0x1->NXM_NX_REG7[0]', 'allow')
    .replace(/,(reg4=[^,]*),G,ANY/, ',G,ANY,$1')
    .replace(/G,reg4=([^,]*),ANY/, 'G,ANY,reg4=$1')
}
