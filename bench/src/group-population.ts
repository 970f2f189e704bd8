import type { FeedItem } from '@netloom/core'
import type { SecurityRuleItem } from '@netloom/core/firewall'
import { networkTopic, portKey, type Topic } from '@netloom/core/wire'
import { range } from './population.ts'

const uuid = (sort: number, n: number): string =>
  `${n.toString(16).padStart(8, '0')}-0000-4000-8000-${String(sort).padStart(12, '0')}`

const NETWORK = uuid(2, 1)
export const GROUP: string = uuid(1, 1)
export const REMOTE: string = uuid(1, 2)
export const GROUP_NETWORK: Topic = networkTopic(NETWORK)

const addressOf = (n: number): string => `10.${String(n >> 16)}.${String((n >> 8) & 255)}.${String(n & 255)}`
const macOf = (n: number): string => `fa:16:3e:${n.toString(16).padStart(6, '0').match(/../g)?.join(':') ?? ''}`

/** Device of the nth port. */
export const filteredTap = (n: number): string => `tap${uuid(3, n).slice(0, 11)}`

/** The nth port of a host, in the one group. */
export function filteredPortItem(n: number): FeedItem {
  const body = {
    ...{ id: uuid(3, n), networkId: NETWORK, macAddress: macOf(n), adminStateUp: true },
    ...{ deviceOwner: 'compute:nova', deviceId: '', fixedIps: [{ subnetId: 's', ipAddress: addressOf(n) }] },
    ...{ allowedAddressPairs: [], portSecurityEnabled: true, segmentId: 's', vifType: 'bridge', vnicType: 'normal' },
    ...{ profile: {}, extensions: { 'security-groups': { groupIds: [GROUP], stateful: true } } },
  }
  return { key: portKey(body.id), revision: 1, body }
}

/** The nth rule of the group lets one port of TCP in; the first from members of the remote group alone. */
export function groupRuleItem(n: number): FeedItem {
  const body: SecurityRuleItem = {
    ...{ id: uuid(4, n), direction: 'ingress', ethertype: 'IPv4', protocol: 6, portMin: n + 1, portMax: n + 1 },
    ...{ remotePrefix: null, remoteGroupId: n === 0 ? REMOTE : null, remoteAddressGroupId: null },
  }
  return { key: `rule/${body.id}`, revision: 1, body }
}

export const groupMemberItem = (n: number): FeedItem => ({
  key: portKey(uuid(5, n)),
  revision: 1,
  body: { portId: uuid(5, n), addresses: [addressOf(n)] },
})

export const groupRules: readonly FeedItem[] = range(20).map(groupRuleItem)
export const groupMembers: readonly FeedItem[] = range(100).map(groupMemberItem)
export const groupNetworkItem: FeedItem = {
  ...{ key: 'network', revision: 1 },
  body: {
    ...{ id: NETWORK, adminStateUp: true, mtu: 1500 },
    segments: [{ id: 's', networkType: 'local', physicalNetwork: null, segmentationId: null }],
  },
}
