import type { ConnectionFilter } from '@netloom/core'
import type { SecurityRuleItem } from '@netloom/core/firewall'
import { describe, expect, it } from 'vitest'
import { cutConnections } from '../src/agent/firewall/cut-connections.ts'
import type { GroupRuleState, PortGuardState } from '../src/agent/firewall/guard-state.ts'
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
