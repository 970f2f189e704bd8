import type { FeedItem, FirewallRenderer, TraceHop } from '@netloom/core'
import {
  addressGroupTopic,
  decideGroups,
  decideGuard,
  portGroups,
  ruleKey,
  securityGroupTopic,
  securityMembersTopic,
  type AddressGroupItem,
  type FirewallView,
  type FrameAtPort,
  type Frame,
  type GroupDecision,
  type GuardDecision,
  type SecurityMemberItem,
  type SecurityRuleItem,
} from '@netloom/core/firewall'
import { type NetworkItem, type PortItem, portKey, type Topic } from '@netloom/core/wire'
import { describeRule } from './describe-rule.ts'
import { inForce } from './in-force.ts'
import type { TraceContext } from './trace-context.ts'

/** A port of this host, as its item is known. */
export interface TracedPort {
  readonly port: PortItem
  readonly revision: number
  readonly network: NetworkItem
}

/** What keeps a port from being somebody else. */
export function guardHop(frame: Frame, { port, revision, network }: TracedPort, context: TraceContext): TraceHop {
  const object = portKey(port.id)
  if (context.firewall === undefined)
    return { hop: 'guard', verdict: 'pass', cause: { object, revision, rule: 'nothing guards ports of this host' } }
  const decision = decideGuard(frame, port, permittedBy(context.firewall))
  return {
    hop: 'guard',
    verdict: decision.allow ? 'pass' : 'drop',
    cause: { object, revision, rule: guardText(decision) },
    ...inForce(context.firewall.port(port, network), context),
  }
}

const permittedBy = ({ permittedEthertypes = [] }: FirewallRenderer): Pick<FrameAtPort, 'permittedEthertypes'> => ({
  permittedEthertypes,
})

const SPOOFS: Readonly<Record<string, string>> = {
  mac: 'a port sends from no MAC but its own and those of its allowed address pairs',
  vlan: 'a port sends no frames in tags',
  arp: 'ARP tells of no address but its own and those of its allowed address pairs',
  ipv4: 'IPv4 comes from no address but its own and those of its allowed address pairs',
  ipv6: 'IPv6 comes from no address but its own and those of its allowed address pairs',
  nd: 'a port advertises no address but its own',
  'dhcp-server': 'a port is no DHCP server',
  ra: 'a port is no router',
}

const guardText = (decision: GuardDecision): string =>
  decision.by === 'guard'
    ? decision.what
    : decision.by === 'unguarded'
      ? 'port security is off, or it is a device of the network'
      : `${SPOOFS[decision.reason] ?? ''} (${decision.reason})`

/** What the groups of a port say of a new packet. Nothing where the host cannot filter by groups. */
export function groupHops(
  direction: 'ingress' | 'egress',
  frame: Frame,
  { port, revision, network }: TracedPort,
  context: TraceContext,
): readonly TraceHop[] {
  if (context.firewall?.groups === undefined || portGroups(port) === undefined) return []
  const { view, firewall } = context
  const at: FrameAtPort = { frame, direction, port, state: 'new', view: viewOf(context), ...permittedBy(firewall) }
  const decision = decideGroups(at)
  const others = decision.by === 'rule' ? otherRules(at, decision.ruleId) : []
  const { item, object } = deciderOf(decision, port, view)
  return [
    {
      hop: `${direction} rules`,
      verdict: decision.allow ? 'pass' : 'drop',
      cause: { object, revision: item?.revision ?? revision, rule: groupText(decision, item) },
      ...(decision.by === 'rule' && { ruleId: decision.ruleId }),
      ...(others.length > 0 && { otherRuleIds: others }),
      ...inForce(firewall.port(port, network), context),
    },
  ]
}

/** Each rule alone. */
function otherRules(at: FrameAtPort, decider: string): readonly string[] {
  const { view } = at
  const rules = (portGroups(at.port)?.groupIds ?? []).flatMap((groupId) =>
    [...view.rulesOf(groupId)].map((rule) => ({ groupId, rule })),
  )
  return rules
    .filter(({ groupId, rule }) => {
      const alone: FirewallView = {
        rulesOf: (id) => (id === groupId ? [rule] : []),
        membersOf: (id) => view.membersOf(id),
        prefixesOf: (id) => view.prefixesOf(id),
      }
      return rule.id !== decider && decideGroups({ ...at, view: alone }).by === 'rule'
    })
    .map(({ rule }) => rule.id)
}

function deciderOf(
  decision: GroupDecision,
  port: PortItem,
  view: TraceContext['view'],
): { item?: FeedItem; object: string } {
  if (decision.by !== 'rule') return { object: portKey(port.id) }
  const topic = securityGroupTopic(decision.groupId)
  const item = view.item(topic, ruleKey(decision.ruleId))
  return { object: topic, ...(item !== undefined && { item }) }
}

function groupText(decision: GroupDecision, item: FeedItem | undefined): string {
  switch (decision.by) {
    case 'rule':
      return item === undefined ? 'a rule allows it' : describeRule(item.body as SecurityRuleItem)
    case 'always':
      return `every port may: ${decision.what}`
    case 'ethertype':
      return decision.allow ? 'groups let this ethertype pass' : 'groups let no such ethertype pass'
    case 'vlan':
      return 'groups let no frames in tags pass'
    case 'invalid':
      return 'the packet belongs to no connection'
    case 'reply':
      return 'an answer passes'
    case 'unfiltered':
      return 'no group filters the port'
    case 'no rule':
      return 'no rule of its groups allows it'
  }
}

function viewOf({ view }: TraceContext): FirewallView {
  // Bodies were checked against their schemas when the view took them; one that could not be read is undefined.
  const bodies = (topic: Topic): readonly unknown[] =>
    view.keys(topic).flatMap((key) => view.item(topic, key)?.body ?? [])
  return {
    rulesOf: (id) => bodies(securityGroupTopic(id)) as readonly SecurityRuleItem[],
    membersOf: (id) =>
      (bodies(securityMembersTopic(id)) as readonly SecurityMemberItem[]).flatMap(({ addresses }) => addresses),
    prefixesOf: (id) =>
      (bodies(addressGroupTopic(id)) as readonly AddressGroupItem[]).flatMap(({ addresses }) => addresses),
  }
}
