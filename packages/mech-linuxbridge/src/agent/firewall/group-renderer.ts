import type { GroupRenderer, Rendered } from '@netloom/core'
import {
  type AddressGroupItem,
  addressGroupTopic,
  portGroups,
  SECURITY_PAYLOADS,
  type SecurityMemberItem,
  type SecurityRuleItem,
  securityGroupTopic,
  securityMembersTopic,
} from '@netloom/core/firewall'
import type { BridgeGuardState } from './guard-state.ts'
import { plainAddress } from './nft-words.ts'
import { ruleMatches } from './rule-matches.ts'

/** Groups of security groups: rules belong to their group, addresses to the group that has them. */
export const groupRenderer: GroupRenderer = {
  topicsOf: (port) => (portGroups(port)?.groupIds ?? []).map(securityGroupTopic),
  leadsTo: (topic, { body }) => {
    if (!topic.startsWith('security-group/')) return []
    const { remoteGroupId, remoteAddressGroupId } = body as SecurityRuleItem
    return [
      ...(remoteGroupId === null ? [] : [securityMembersTopic(remoteGroupId)]),
      ...(remoteAddressGroupId === null ? [] : [addressGroupTopic(remoteAddressGroupId)]),
    ]
  },
  payload: (topic, key) => {
    const kinds = SECURITY_PAYLOADS[topic.split('/')[0] ?? ''] ?? {}
    return Object.entries(kinds).find(([start]) => (start.endsWith('/') ? key.startsWith(start) : key === start))?.[1]
  },
  item: (topic, { body }) => {
    const [sort, group = ''] = topic.split('/')
    if (sort === 'security-group') return ruleStates(group, body as SecurityRuleItem)
    if (sort === 'address-group') return addressStates(group, (body as AddressGroupItem).addresses)
    // An address that means everybody is no member's (LP 1867119).
    const { addresses } = body as SecurityMemberItem
    return addressStates(
      group,
      addresses.filter((address) => !address.endsWith('/0')),
    )
  },
}

function ruleStates(group: string, item: SecurityRuleItem): readonly Rendered[] {
  const { id, direction } = item
  const matches = ruleMatches(item)
  if (matches.length === 0) return []
  const state: BridgeGuardState = { kind: 'bridge-guard', part: 'rule', id, group, direction, matches, intact: true }
  return [{ state, rule: 'ports of the group may' }]
}

function addressStates(group: string, addresses: readonly string[]): readonly Rendered[] {
  return [...new Set(addresses.flatMap((address) => plainAddress(address)?.text ?? []))].map((address) => {
    const state: BridgeGuardState = { kind: 'bridge-guard', part: 'address', group, address }
    return { state, rule: 'rules of groups name it' }
  })
}
