import { securityMemberItemSchema, securityRuleItemSchema } from '@netloom/core/firewall'
import { describeVerdicts } from '@netloom/testing/conformance'
import { bridgeEngine, VERDICT_TABLE, type VerdictCase } from '@netloom/testing/lab'
import { describe, expect, it } from 'vitest'
import { linuxBridgeFirewall } from '../src/agent/index.ts'

const engine = bridgeEngine({
  firewall: linuxBridgeFirewall,
  bridge: (networkId) => `brq${networkId.slice(0, 11)}`,
  device: (portId) => `tap${portId.slice(0, 11)}`,
  attributes: ['nf_call_iptables 1', 'nf_call_ip6tables 1'],
})

/** Of no station: 11.0.0.0/8, every other one a prefix where `length` says so. */
const others = (count: number, length?: number): readonly string[] =>
  Array.from(
    { length: count },
    (_, n) =>
      `11.${String(n >> 8)}.${String(n & 255)}.0${length === undefined || n % 2 === 0 ? '' : `/${String(length)}`}`,
  )

const crowded = (title: string, crowd: readonly string[]): readonly VerdictCase[] =>
  VERDICT_TABLE.filter((row) => row.proves.startsWith('a remote group') && row.title === title).map((row) => ({
    ...row,
    title: `${title}, among ${String(crowd.length)} others`,
    members: (at) => [...crowd, ...(row.members?.(at) ?? [])],
  }))

describeVerdicts('the firewall of Linux bridges with a crowded remote group', engine, {
  cases: [
    ...crowded('a member', others(10_000)),
    ...crowded('a member, out', others(10_000)),
    ...crowded('a group without members', others(10_000)),
    ...crowded('prefixes that overlap', others(1_000, 23)),
  ],
})

describe('hostile text in an item', () => {
  const rule = {
    id: '00000000-0000-4000-8000-00000000000a',
    direction: 'ingress',
    ethertype: 'IPv4',
    protocol: 6,
    portMin: 80,
    portMax: 80,
    remotePrefix: '10.0.0.0/8',
    remoteGroupId: null,
    remoteAddressGroupId: null,
  }
  it('comes no further than the schema of rules', () => {
    expect(securityRuleItemSchema.safeParse(rule).success).toBe(true)
    for (const change of [
      { remotePrefix: '10.0.0.0/8 accept; flush ruleset' },
      { remotePrefix: '10.0.0.0/8\n accept' },
      { remotePrefix: '@ports' },
      { remotePrefix: '{ 0.0.0.0/0 }' },
      { id: 'x" accept; add rule inet x y "' },
      { remoteGroupId: '../../etc' },
      { protocol: '6; drop' },
      { portMin: 80.5 },
      { portMax: 65_536 },
      { ethertype: 'ARP' },
      { direction: 'both' },
    ])
      expect(securityRuleItemSchema.safeParse({ ...rule, ...change }).success, JSON.stringify(change)).toBe(false)
  })

  it('comes no further than the schema of members', () => {
    const member = { portId: rule.id, addresses: ['10.0.0.5', 'fd00::/64'] }
    expect(securityMemberItemSchema.safeParse(member).success).toBe(true)
    for (const address of ['10.0.0.5 }', '10.0.0.5, 0.0.0.0/0', 'tap0', '10.0.0.5#', ''])
      expect(securityMemberItemSchema.safeParse({ ...member, addresses: [address] }).success, address).toBe(false)
  })
})
