import type { ConnectionFilter } from '@netloom/core'
import type { SecurityRuleItem } from '@netloom/core/firewall'
import { describe, expect, it } from 'vitest'
import { cutConnections } from '../src/agent/firewall/cut-connections.ts'
import { cutElements } from '../src/agent/firewall/cut-elements.ts'
import { lossesOf } from '../src/agent/firewall/losses.ts'
import type { GroupAddressState, GroupRuleState, PortGuardState } from '../src/agent/firewall/guard-state.ts'
import { canonicalText } from '../src/agent/firewall/nft-words.ts'
import { ruleMatches } from '../src/agent/firewall/rule-matches.ts'
import { TableModel } from '../src/agent/firewall/table-model.ts'

const GROUP = '0000000a-0000-4000-8000-000000000000'
const MAC = 'fa:16:3e:00:00:05'
const ADDRESSES = { 4: '10.0.0.5', 6: 'fd00::5' } as const
const port: PortGuardState = {
  ...{ kind: 'bridge-guard', part: 'port', device: 'tap5', owner: 'port/5', macs: [MAC], intact: true },
  elements: [
    ['pairs4', `"tap5" . ${MAC} . ${ADDRESSES[4]}`],
    ['pairs6', `"tap5" . ${MAC} . ${ADDRESSES[6]}`],
  ],
  filter: { groupIds: [GROUP], stateful: true, bridge: 'br5' },
}
const item = (change: Partial<SecurityRuleItem>): SecurityRuleItem => ({
  ...{ id: 'x', direction: 'ingress', ethertype: 'IPv4', protocol: null, portMin: null, portMax: null },
  ...{ remotePrefix: null, remoteGroupId: null, remoteAddressGroupId: null },
  ...change,
})

/** What is asked of the kernel when a rule goes: one that was written, or one that was read from the kernel after a restart. */
function asked(rule: SecurityRuleItem, isRead: boolean): readonly ConnectionFilter[] {
  const matches = ruleMatches(rule).map((line) => (isRead ? canonicalText(`${line} `).trim() : line))
  const { direction } = rule
  const state: GroupRuleState = {
    ...{ kind: 'bridge-guard', part: 'rule', id: 'x', group: GROUP, direction, matches, intact: true },
  }
  const model = new TableModel('a')
  model.put(port)
  model.put(state)
  model.settle()
  model.remove(state)
  return cutConnections(model)
}

describe.each([false, true])('connections that a rule allowed (read from the kernel: %s)', (isRead) => {
  const protocols = [null, 1, 6, 17, 33, 47, 58, 132, 136] as const
  it.each(
    (['ingress', 'egress'] as const).flatMap((direction) =>
      (['IPv4', 'IPv6'] as const).flatMap((ethertype) =>
        protocols.flatMap((protocol) =>
          [{}, { remoteGroupId: GROUP }, { remotePrefix: ethertype === 'IPv4' ? '10.0.0.0/8' : 'fd00::/8' }].flatMap(
            (remote) =>
              [
                [null, null],
                [8, 8],
                [1, 255],
              ].flatMap(([portMin = null, portMax = null]) => {
                const rule = item({ direction, ethertype, protocol, portMin, portMax, ...remote })
                return ruleMatches(rule).length === 0 || (protocol === null && portMin !== null) ? [] : [{ rule }]
              }),
          ),
        ),
      ),
    ),
  )('are asked for by what the rule says when it goes: $rule', ({ rule }) => {
    const family = rule.ethertype === 'IPv4' ? 4 : 6
    const hasPort =
      rule.portMin !== null && rule.portMin === rule.portMax && rule.protocol !== 1 && rule.protocol !== 58
    expect(asked(rule, isRead)).toEqual([
      {
        ...{ zone: expect.any(Number) as number, family },
        ...(rule.protocol !== null && { protocol: rule.protocol }),
        ...(hasPort && { destinationPort: rule.portMin }),
        ...(rule.direction === 'ingress' ? { destination: ADDRESSES[family] } : { source: ADDRESSES[family] }),
      },
    ])
  })
})

describe('connections of members of a remote group', () => {
  const rule: GroupRuleState = {
    ...{ kind: 'bridge-guard', part: 'rule', id: 'x', group: GROUP, direction: 'ingress', intact: true },
    matches: (['IPv4', 'IPv6'] as const).flatMap((ethertype) => ruleMatches(item({ ethertype, remoteGroupId: GROUP }))),
  }
  const member = (address: string): GroupAddressState => ({
    kind: 'bridge-guard',
    part: 'address',
    group: GROUP,
    address,
  })
  const cutsOf = (change: (model: TableModel) => void, ...before: readonly string[]): readonly string[] => {
    const model = new TableModel('a')
    for (const state of [port, rule, ...before.map(member)]) model.put(state)
    model.settle()
    change(model)
    return cutConnections(model).flatMap(({ source }) => source ?? [])
  }

  it.each(['10.0.0.9', '10.9.0.0/16', 'fd00::9', 'fd00:9::/32'])('are cut when %s is no member any more', (address) => {
    expect(
      cutsOf(
        (model) => {
          model.remove(member(address))
        },
        address,
        '10.7.0.0/16',
      ),
    ).toEqual([address])
  })

  it('are not cut when another prefix still has the address, nor when a larger one comes', () => {
    expect(
      cutsOf(
        (model) => {
          model.remove(member('10.9.1.0/24'))
        },
        '10.9.0.0/16',
        '10.9.1.0/24',
      ),
    ).toEqual([])
    expect(
      cutsOf((model) => {
        model.put(member('10.9.0.0/16'))
      }, '10.9.1.0/24'),
    ).toEqual([])
  })
})

describe('connections that are allowed still', () => {
  const [anyOut, narrow] = [item({ direction: 'egress' }), item({ protocol: 6, portMin: 22, portMax: 22 })]
  const stateOf = (rule: SecurityRuleItem, group = GROUP): GroupRuleState => ({
    ...{ kind: 'bridge-guard', part: 'rule', group, direction: rule.direction, intact: true },
    ...{ id: `${group} ${JSON.stringify(rule)}`, matches: ruleMatches(rule) },
  })
  const portOf = (n: number, groupIds: readonly string[] = [GROUP]): PortGuardState => ({
    ...port,
    device: `tap${String(n)}`,
    elements: [['pairs4', `"tap${String(n)}" . ${MAC} . 10.0.1.${String(n)}`]],
    filter: { groupIds, stateful: true, bridge: 'br5' },
  })
  const modelOf = (...states: readonly (PortGuardState | GroupRuleState)[]): TableModel => {
    const model = new TableModel('a')
    for (const state of states) model.put(state)
    model.settle()
    return model
  }

  it.each([
    ['any', { protocol: null }],
    ['any of its protocol', { protocol: 6 }],
    ['a range that its port is in', { protocol: 6, portMin: 1, portMax: 80 }],
    ['itself', {}],
  ] as const)('are not cut when a rule goes and another one allows %s', (_, change) => {
    const model = modelOf(port, stateOf(narrow), { ...stateOf({ ...narrow, ...change }), id: 'wide' })
    model.remove(stateOf(narrow))
    expect(cutConnections(model)).toEqual([])
    expect(cutElements(model, lossesOf(model))).toEqual([])
  })

  it('are not asked for by the ports of many: of a rule for what comes in, what goes out of them goes on', () => {
    const ports = Array.from({ length: 20 }, (_, n) => portOf(n))
    const model = modelOf(...ports, stateOf(anyOut), stateOf(narrow))
    model.remove(stateOf(narrow))
    const zone = expect.any(Number) as number
    const destinations = ports.map((_, n) => `10.0.1.${String(n)}`)
    expect(cutConnections(model)).toEqual([{ zone, family: 4, protocol: 6, destinationPort: 22, destinations }])
    expect(cutElements(model, lossesOf(model))).toEqual([
      ['cut-ingress', expect.stringMatching(/^"br5" \. 0x[0-9a-f]+$/)],
    ])
  })

  it('are not cut when a port loses a group whose rules its others have too', () => {
    const MORE = '0000000b-0000-4000-8000-000000000000'
    const rules = [stateOf(anyOut), stateOf(narrow), stateOf(anyOut, MORE)]
    const model = modelOf(portOf(1, [GROUP, MORE]), ...rules)
    model.put(portOf(1, [GROUP]))
    expect(cutConnections(model)).toEqual([])
    const other = modelOf(portOf(1, [GROUP, MORE]), ...rules)
    other.put(portOf(1, [MORE]))
    expect(cutConnections(other)).toEqual([
      { zone: expect.any(Number) as number, family: 4, protocol: 6, destinationPort: 22, destination: '10.0.1.1' },
    ])
    // What its class was kept from the port is kept from alone, whichever direction that was.
    expect(cutElements(other, lossesOf(other))).toEqual(
      ['ingress', 'egress'].map((direction) => [`cut-${direction}4`, '"br5" . 10.0.1.1']),
    )
  })

  it('are cut for all ports of a class by one element when a member leaves', () => {
    const remote = item({ protocol: 6, remoteGroupId: GROUP })
    const member: GroupAddressState = { kind: 'bridge-guard', part: 'address', group: GROUP, address: '10.0.0.9' }
    const model = modelOf(...Array.from({ length: 100 }, (_, n) => portOf(n)), stateOf(remote))
    model.put(member)
    model.settle()
    model.remove(member)
    expect(cutElements(model, lossesOf(model))).toEqual([
      ['cut-ingress', expect.stringMatching(/^"br5" \. 0x[0-9a-f]+$/)],
    ])
    expect(cutConnections(model)).toHaveLength(1)
  })
})
