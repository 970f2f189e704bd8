import type { SecurityRuleItem } from '@netloom/core/firewall'
import type { FeedItem } from '@netloom/core'
import type { PortItem } from '@netloom/core/wire'
import { network, port } from '../view.ts'

/** Of 1500 bytes, as the devices of guests are. */
export const NETWORK = { ...network({ networkType: 'local' }), mtu: 1_500 }
export const GROUP = 'aaaaaaaa-71b1-461b-894a-61849086ad29'
export const OTHER_GROUP = 'cccccccc-71b1-461b-894a-61849086ad29'

const idOf = (prefix: string, number: number): string =>
  `${prefix}${number.toString(16).padStart(8 - prefix.length, '0')}-c411-4858-b339-121cf26ec725`

/** The nth port of the network: 10.0.x.y and fd00::n. */
export function filteredPort(n: number, groupIds: readonly string[] | undefined, stateful = true): PortItem {
  const hex = n.toString(16).padStart(4, '0')
  return port({
    id: idOf('f', n),
    macAddress: `fa:16:3e:00:${hex.slice(0, 2)}:${hex.slice(2)}`,
    fixedIps: [`10.0.${String(n >> 8)}.${String(n & 255)}`, `fd00::${n.toString(16)}`].map((ipAddress) => ({
      subnetId: 's',
      ipAddress,
    })),
    portSecurityEnabled: groupIds !== undefined,
    ...(groupIds !== undefined && { extensions: { 'security-groups': { groupIds, stateful } } }),
  })
}

export type RuleOf = Pick<SecurityRuleItem, 'direction'> & Partial<SecurityRuleItem>

export function ruleItem(number: number, rule: RuleOf): FeedItem {
  const id = idOf('b', number)
  const body: SecurityRuleItem = {
    id,
    ethertype: 'IPv4',
    protocol: null,
    portMin: null,
    portMax: null,
    remotePrefix: null,
    remoteGroupId: null,
    remoteAddressGroupId: null,
    ...rule,
  }
  return { key: `rule/${id}`, revision: 1, body }
}

export const memberItem = (number: number, addresses: readonly string[]): FeedItem => {
  const portId = idOf('d', number)
  return { key: `port/${portId}`, revision: 1, body: { portId, addresses } }
}
