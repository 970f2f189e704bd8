import { createHash } from 'node:crypto'
import {
  ADDRESSES_KEY,
  addressGroupTopic,
  PORT_GROUPS,
  ruleKey,
  securityGroupTopic,
  securityMembersTopic,
  type PortGroups,
  type SecurityRuleItem,
} from '@netloom/core/firewall'
import type { FeedItem } from '@netloom/core'
import { linkLocalAddress } from '@netloom/core/kit'
import type { PortItem, Topic } from '@netloom/core/wire'
import type { Station } from './frames/packets.ts'
import type { RuleSpec, VerdictCase, VerdictPlace } from './cases/verdict-case.ts'

/** A case with addresses and ids of its own: what agents would be sent of it. */
export interface StagedCase {
  readonly row: VerdictCase
  readonly index: number
  readonly at: VerdictPlace
  readonly port: PortItem
  readonly peer: PortItem
  readonly items: ReadonlyMap<Topic, readonly FeedItem[]>
}

export const STAGE_NETWORK: string = idOf('network')

/** Nothing in one case is of another: they run side by side on one switch, and connections of one are none of another. Pure. */
export function stageCase(row: VerdictCase, index: number): StagedCase {
  const at: VerdictPlace = { port: station(index, 5), peer: station(index, 6), other: station(index, 7) }
  const items = new Map<Topic, readonly FeedItem[]>()
  const groupsOf = (whose: string, groups: VerdictCase['groups']): PortGroups | undefined => {
    if (groups === 'guards') return undefined
    const ids = groups.map((rules, number) => {
      const id = idOf(`group ${whose} ${String(number)} of ${String(index)}`)
      items.set(
        securityGroupTopic(id),
        rules.map((rule, place) => ruleItem(rule, { id, index, place, at })),
      )
      return id
    })
    return { groupIds: ids.sort(), stateful: row.stateful }
  }
  const port = portItem(index, at.port, groupsOf('port', row.groups), row.port)
  const groups = row.peerGroups === undefined ? undefined : groupsOf('peer', row.peerGroups)
  const peer = portItem(index, at.peer, groups, { portSecurityEnabled: groups !== undefined })
  const named = [...items.values()].flat().map(({ body }) => body as SecurityRuleItem)
  const remotes = new Set(named.flatMap(({ remoteGroupId }) => remoteGroupId ?? []))
  const others = (row.members?.(at) ?? []).map((address, number) => ({
    portId: idOf(`member ${String(number)} of ${String(index)}`),
    address,
  }))
  for (const id of remotes) {
    const own = { portId: port.id, addresses: port.fixedIps.map(({ ipAddress }) => ipAddress) }
    const isOwn = items.has(securityGroupTopic(id))
    const all = [...(isOwn ? [own] : []), ...others.map(({ portId, address }) => ({ portId, addresses: [address] }))]
    items.set(
      securityMembersTopic(id),
      all.map((member) => ({ key: `port/${member.portId}`, revision: 1, body: member })),
    )
  }
  for (const id of new Set(named.flatMap(({ remoteAddressGroupId }) => remoteAddressGroupId ?? [])))
    items.set(addressGroupTopic(id), [
      { key: ADDRESSES_KEY, revision: 1, body: { id, addresses: row.addresses?.(at) ?? [] } },
    ])
  const pairs = row.pairs?.(at) ?? []
  return { row, index, at, port: { ...port, allowedAddressPairs: pairs }, peer, items }
}

interface RulePlace {
  readonly id: string
  readonly index: number
  readonly place: number
  readonly at: VerdictPlace
}

function ruleItem(rule: RuleSpec, { id: group, index, place, at }: RulePlace): FeedItem {
  const id = idOf(`rule ${String(place)} of ${group}`)
  const { prefix, remote, ports } = rule
  const body: SecurityRuleItem = {
    id,
    direction: rule.direction,
    ethertype: rule.ethertype,
    protocol: rule.protocol ?? null,
    portMin: ports?.[0] ?? null,
    portMax: ports?.[1] ?? null,
    remotePrefix: prefix === undefined ? null : typeof prefix === 'string' ? prefix : prefix(at),
    remoteGroupId: remote === 'own' ? group : remote === 'members' ? idOf(`remote group of ${String(index)}`) : null,
    remoteAddressGroupId: remote === 'addresses' ? idOf(`address group of ${String(index)}`) : null,
  }
  return { key: ruleKey(id), revision: 1, body }
}

function portItem(
  index: number,
  { mac, ip, ip6 }: Station,
  groups: PortGroups | undefined,
  { portSecurityEnabled = true, deviceOwner = 'compute:nova' }: VerdictCase['port'] = {},
): PortItem {
  return {
    id: portId(index, mac),
    networkId: STAGE_NETWORK,
    macAddress: mac,
    adminStateUp: true,
    deviceOwner,
    deviceId: '',
    fixedIps: [
      { subnetId: idOf('subnet 4'), ipAddress: ip },
      { subnetId: idOf('subnet 6'), ipAddress: ip6 },
    ],
    allowedAddressPairs: [],
    portSecurityEnabled,
    segmentId: idOf('segment'),
    vifType: 'bridge',
    vnicType: 'normal',
    profile: {},
    ...(groups !== undefined && { extensions: { [PORT_GROUPS]: groups } }),
  }
}

/** Devices are named after its first characters. */
const portId = (index: number, mac: string): string =>
  `${(index * 16 + Number(mac.slice(-1))).toString(16).padStart(8, '0')}-${idOf(mac).slice(9)}`

function station(index: number, last: number): Station {
  const [high, low] = [index >> 8, index & 255]
  const hex = (value: number): string => value.toString(16).padStart(2, '0')
  const mac = `fa:16:3e:${hex(high)}:${hex(low)}:${hex(last)}`
  const ip6 = `fd00:0:${(index + 1).toString(16)}::${String(last)}`
  return { mac, ip: `10.${String(high + 1)}.${String(low)}.${String(last)}`, ip6, linkLocal: linkLocalAddress(mac) }
}

/** The same id for the same name in every run. */
export function idOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
