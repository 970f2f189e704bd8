import type { GroupRenderer, Rendered } from '@netloom/core'
import { groupRenderer, type SecurityRuleItem } from '@netloom/core/firewall'
import type { BridgeGuardState } from './guard-state.ts'
import { plainAddress } from './nft-words.ts'
import { ruleMatches } from './rule-matches.ts'

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

/** Rules belong to their group, addresses to the group that has them. */
export const bridgeGroups: GroupRenderer = groupRenderer({ rule: ruleStates, addresses: addressStates })
