import type { FeedItem } from '@netloom/core'
import { type SecurityRuleItem, securityGroupTopic, securityMembersTopic } from '@netloom/core/firewall'
import { hostTopic, networkTopic, type NetworkItem, type PortItem, portKey, type Topic } from '@netloom/core/wire'

const id = (sort: number, n: number): string =>
  `${n.toString(16).padStart(8, '0')}-0000-4000-8000-${String(sort).padStart(12, '0')}`
const [WEB, OTHER, NETWORK] = [id(1, 1), id(1, 2), id(2, 1)]
const HOST = 'host1'
const OTHERS = 12
const portId = (n: number): string => id(3, n)
const macOf = (n: number): string => `fa:16:3e:00:00:${n.toString(16).padStart(2, '0')}`
const addressOf = (n: number): string => `10.100.0.${String(n)}`

function portItem(n: number, groupIds: readonly string[]): FeedItem {
  const body: PortItem = {
    ...{ id: portId(n), networkId: NETWORK, macAddress: macOf(n), adminStateUp: true, deviceOwner: 'compute:nova' },
    ...{ deviceId: '', fixedIps: [{ subnetId: 's', ipAddress: addressOf(n) }], allowedAddressPairs: [] },
    ...{ portSecurityEnabled: true, segmentId: 's', vifType: 'bridge', vnicType: 'normal', profile: {} },
    extensions: { 'security-groups': { groupIds, stateful: true } },
  }
  return { key: portKey(portId(n)), revision: 1, body }
}

function rule(n: number, change: Partial<SecurityRuleItem>): FeedItem {
  const body: SecurityRuleItem = {
    ...{ id: id(4, n), direction: 'ingress', ethertype: 'IPv4', protocol: 17, portMin: null, portMax: null },
    ...{ remotePrefix: null, remoteGroupId: null, remoteAddressGroupId: null },
    ...change,
  }
  return { key: `rule/${body.id}`, revision: 1, body }
}

function member(n: number): FeedItem {
  const portId = id(5, n)
  return { key: portKey(portId), revision: 1, body: { portId, addresses: [`10.200.0.${String(n)}`] } }
}

const network: NetworkItem = {
  ...{ id: NETWORK, adminStateUp: true, mtu: 1500 },
  segments: [{ id: 's', networkType: 'local', physicalNetwork: null, segmentationId: null }],
}

const range = (from: number, to: number): readonly number[] => Array.from({ length: to - from + 1 }, (_, n) => from + n)
/** Whether something is there at a step: each with a rhythm of its own. */
const isThere = (n: number, step: number): boolean => Math.floor(step / (1 + (n % 5))) % 2 === 0

function topicsAt(step: number): readonly (readonly [Topic, readonly FeedItem[]])[] {
  const ports = range(3, 2 + OTHERS).filter((n) => isThere(n, step))
  const present = (numbers: readonly number[]): readonly number[] => numbers.filter((n) => isThere(n, step))
  return [
    [
      hostTopic(HOST),
      [
        ...[1, 2].map((n) => portItem(n, [WEB])),
        ...ports.map((n) => portItem(n, isThere(n, step + 2) ? [WEB] : [OTHER])),
      ],
    ],
    [networkTopic(NETWORK), [{ key: 'network', revision: 1, body: network }]],
    [
      securityGroupTopic(WEB),
      [
        rule(1, { direction: 'egress', protocol: null }),
        rule(2, { portMin: 5000, portMax: 5000 }),
        rule(3, { protocol: 6, remoteGroupId: OTHER }),
        ...present(range(4, 20)).map((n) => rule(n, { protocol: 6, portMin: n, portMax: n })),
      ],
    ],
    [securityGroupTopic(OTHER), isThere(1, step) ? [rule(30, { protocol: 1 })] : []],
    [securityMembersTopic(OTHER), present(range(1, 40)).map(member)],
  ]
}

export interface ChangingGroups {
  readonly host: string
  readonly network: string
  /** How many ports come and go, beside the two that are always there. */
  readonly others: number
  readonly portId: (n: number) => string
  readonly macOf: (n: number) => string
  readonly addressOf: (n: number) => string
  /** All that the agent is told at a step. */
  readonly topicsAt: (step: number) => readonly (readonly [Topic, readonly FeedItem[]])[]
}

/**
 * What an agent is told of one host, step by step: ports, groups, rules and members come and go, for tests that kill it meanwhile. Ports
 * 1 and 2 may send anything and get UDP to port 5000, whatever the step.
 */
export const CHANGING_GROUPS: ChangingGroups = {
  host: HOST,
  network: NETWORK,
  others: OTHERS,
  portId,
  macOf,
  addressOf,
  topicsAt,
}
