import type { GroupRenderer } from '../driver/firewall-renderer.ts'
import type { Rendered } from '../driver/switch-renderer.ts'
import type { Topic } from '../feed/topic.ts'
import { payloadsOf } from '../service/service-topic.ts'
import { portGroups } from './port-groups.ts'
import type { AddressGroupItem, SecurityMemberItem, SecurityRuleItem } from './security-group-items.ts'
import { SECURITY_TOPICS } from './security-group-schemas.ts'
import { addressGroupTopic, securityGroupTopic, securityMembersTopic } from './security-group-topics.ts'

/** What engines differ in: the device states of an item. Pure. */
export interface GroupItemRenderer {
  /** A rule of a group. */
  readonly rule: (groupId: string, rule: SecurityRuleItem) => readonly Rendered[]
  /** Addresses and prefixes by which rules know a member of a remote group, or those of an address group. */
  readonly addresses: (groupId: string, addresses: readonly string[]) => readonly Rendered[]
}

/** What a firewall follows and renders of security groups; which topics matter, and how items are checked, is the same for all. */
export function groupRenderer({ rule, addresses }: GroupItemRenderer): GroupRenderer {
  return {
    topicsOf: (port) => (portGroups(port)?.groupIds ?? []).map(securityGroupTopic),
    leadsTo: (topic, { body }) => (sortOf(topic) === 'security-group' ? remotesOf(body as SecurityRuleItem) : []),
    payload: payloadsOf(SECURITY_TOPICS),
    item: (topic, { body }) => {
      const sort = sortOf(topic)
      const id = topic.slice(sort.length + 1)
      if (sort === 'security-group') return rule(id, body as SecurityRuleItem)
      if (sort === 'address-group') return addresses(id, (body as AddressGroupItem).addresses)
      // A prefix of length 0 would make everybody a member (LP 1867119).
      return addresses(
        id,
        (body as SecurityMemberItem).addresses.filter((address) => !address.endsWith('/0')),
      )
    },
  }
}

const sortOf = (topic: Topic): string => topic.slice(0, topic.indexOf('/'))

const remotesOf = ({ remoteGroupId, remoteAddressGroupId }: SecurityRuleItem): readonly Topic[] => [
  ...(remoteGroupId === null ? [] : [securityMembersTopic(remoteGroupId)]),
  ...(remoteAddressGroupId === null ? [] : [addressGroupTopic(remoteAddressGroupId)]),
]
