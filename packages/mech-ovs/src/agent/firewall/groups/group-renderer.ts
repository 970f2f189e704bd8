import type { FeedItem, GroupRenderer, Rendered } from '@netloom/core'
import {
  type AddressGroupItem,
  addressGroupTopic,
  portGroups,
  SECURITY_PAYLOADS,
  securityGroupTopic,
  type SecurityMemberItem,
  securityMembersTopic,
  type SecurityRuleItem,
} from '@netloom/core/firewall'
import type { Topic } from '@netloom/core/wire'
import { renderRemote, renderRule } from './render-rule.ts'

const RULES = 'security-group'
const MEMBERS = 'security-group-members'

/** Rules, members and address groups as flows that belong to the group, whatever ports are in it. */
export const openvswitchGroups = (bridge: string): GroupRenderer => ({
  topicsOf: (port) => (portGroups(port)?.groupIds ?? []).map(securityGroupTopic),
  leadsTo: (topic, { body }) => (kindOf(topic) === RULES ? remotesOf(body as SecurityRuleItem) : []),
  payload: (topic, key) =>
    Object.entries(SECURITY_PAYLOADS[kindOf(topic)] ?? {}).find(([name]) =>
      name.endsWith('/') ? key.startsWith(name) : key === name,
    )?.[1],
  item: (topic, item) => render(bridge, topic, item),
})

function render(bridge: string, topic: Topic, { body }: FeedItem): readonly Rendered[] {
  const [kind, id] = [kindOf(topic), topic.slice(topic.indexOf('/') + 1)]
  if (kind === RULES) return renderRule(bridge, id, body as SecurityRuleItem)
  if (kind === MEMBERS) {
    // A prefix of length 0 would make everybody a member (LP 1867119).
    const addresses = (body as SecurityMemberItem).addresses.filter((address) => !address.endsWith('/0'))
    return renderRemote(bridge, id, addresses)
  }
  return renderRemote(bridge, id, (body as AddressGroupItem).addresses)
}

function remotesOf({ remoteGroupId, remoteAddressGroupId }: SecurityRuleItem): readonly Topic[] {
  return [
    ...(remoteGroupId === null ? [] : [securityMembersTopic(remoteGroupId)]),
    ...(remoteAddressGroupId === null ? [] : [addressGroupTopic(remoteAddressGroupId)]),
  ]
}

const kindOf = (topic: Topic): string => topic.slice(0, topic.indexOf('/'))
