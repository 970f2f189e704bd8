import type { Rendered } from '@netloom/core'
import type { SecurityRuleItem } from '@netloom/core/firewall'
import type { FlowMatch } from '../../flow/flow-match.ts'
import { resubmit } from '../../render/flows.ts'
import type { OvsFloodState } from '../../states/ovs-flood-state.ts'
import { ETHER } from '../guards/guard-tables.ts'
import { flowsOf } from './filter-flow.ts'
import { FILTER, FLAG, flags, NO_REMOTE, PREFIX_REMOTE } from './filter-tables.ts'
import { askedGroup, askedRemote, otherSide } from './register-words.ts'
import { serviceBits } from './service-bits.ts'

/** One flow for each mask that the rule's ports need, whatever ports are in the group; and the group asks for the rule's remote. */
export function renderRule(bridge: string, groupId: string, rule: SecurityRuleItem): readonly Rendered[] {
  const make = flowsOf(bridge)
  const isIngress = rule.direction === 'ingress'
  const remoteId = remoteOf(rule)
  const match: FlowMatch = {
    ...askedGroup(groupId),
    ...askedRemote(remoteId ?? NO_REMOTE),
    ethType: rule.ethertype === 'IPv4' ? ETHER.ipv4 : ETHER.ipv6,
    ...(remoteId === PREFIX_REMOTE && rule.remotePrefix !== null && otherSide(rule.remotePrefix)),
  }
  const allow = { type: 'load', field: 'reg7', value: 1, bits: 1 } as const
  const flows = serviceBits(rule).map((reg4) =>
    make(
      [isIngress ? FILTER.ingressRules : FILTER.egressRules, 10],
      { ...match, ...(reg4 !== undefined && { reg4 }) },
      [allow],
      `rule ${rule.id} allows it`,
    ),
  )
  if (remoteId === undefined) return flows
  const state: OvsFloodState = {
    kind: 'ovs-flood',
    bridge,
    table: FILTER.remotesOfGroup,
    priority: 10,
    match: { ...askedGroup(groupId), reg7: isIngress ? flags(FLAG.to) : flags(0, FLAG.to) },
    before: [],
    port: '',
    into: { table: FILTER.remoteAddress, remoteId },
  }
  return [...flows, { state, rule: 'a group asks for a remote of its rules' }]
}

/** Addresses and prefixes that are a remote: one flow each, whatever rules name it. */
export function renderRemote(bridge: string, remoteId: string, addresses: readonly string[]): readonly Rendered[] {
  const make = flowsOf(bridge)
  return [...new Set(addresses)].map((address) =>
    make(
      [FILTER.members, 10],
      { ...askedRemote(remoteId), ...otherSide(address) },
      [resubmit(FILTER.rulesOfRemote)],
      'an address of a remote',
    ),
  )
}

/** undefined = anybody. A prefix of length 0 is everybody. */
function remoteOf({ remotePrefix, remoteGroupId, remoteAddressGroupId }: SecurityRuleItem): string | undefined {
  if (remotePrefix !== null) return remotePrefix.endsWith('/0') ? undefined : PREFIX_REMOTE
  return remoteGroupId ?? remoteAddressGroupId ?? undefined
}
