import type { PortItem } from '../feed/payloads.ts'
import { allowedSenders, isAmong } from './allowed-senders.ts'
import { isGuarded } from './port-groups.ts'
import { ETHERTYPE, type Frame, type FramePacket } from './frame.ts'

/** Why a frame of a port with port security is dropped: `SpoofCount.what`. */
export type SpoofReason = 'mac' | 'vlan' | 'arp' | 'ipv4' | 'ipv6' | 'nd' | 'dhcp-server' | 'ra'

export type GuardDecision =
  | { readonly allow: true; readonly by: 'guard'; readonly what: string }
  | { readonly allow: true; readonly by: 'unguarded' }
  | { readonly allow: false; readonly by: 'spoof'; readonly reason: SpoofReason }

export interface GuardOptions {
  /** Ethertypes that pass whatever is in them. Neutron: `permitted_ethertypes`. */
  readonly permittedEthertypes?: readonly number[]
}

const UDP = 17
const ICMPV6 = 58
const ADVERT = { router: 134, neighbour: 136 } as const
/** Without an address yet: is it free (RFC 4862), and which groups matter (RFC 2710, RFC 3810). */
const FROM_NOWHERE = new Set([131, 132, 135, 143])

const pass = (what: string): GuardDecision => ({ allow: true, by: 'guard', what })
const spoof = (reason: SpoofReason): GuardDecision => ({ allow: false, by: 'spoof', reason })

/**
 * Whether a port may send a frame at all: from its own MAC and addresses and those of its allowed pairs, for nobody else, as neither
 * DHCP server nor router. Neutron: port security. Every engine is measured against it. Pure.
 */
export function decideGuard(
  frame: Frame,
  port: PortItem,
  { permittedEthertypes = [] }: GuardOptions = {},
): GuardDecision {
  if (!isGuarded(port)) return { allow: true, by: 'unguarded' }
  const senders = allowedSenders(port)
  const mac = frame.sourceMac.toLowerCase()
  const isOwnMac = (text: string): boolean => senders.some((one) => one.mac === text.toLowerCase())
  const isOwn = (address: string): boolean =>
    isAmong(
      senders.filter((one) => one.mac === mac).map((one) => one.address),
      address,
    )
  if (!isOwnMac(mac)) return spoof('mac')
  if (permittedEthertypes.includes(frame.ethertype)) return pass('an ethertype that the operator permits')
  switch (frame.ethertype) {
    case ETHERTYPE.vlan:
    case ETHERTYPE.serviceVlan:
      return spoof('vlan')
    case ETHERTYPE.arp: {
      if (frame.arp === undefined || !isOwnMac(frame.arp.senderMac)) return spoof('arp')
      if (frame.arp.senderIp === '0.0.0.0') return pass('an ARP probe tells of no address')
      return isOwn(frame.arp.senderIp) ? pass('ARP tells of an own address') : spoof('arp')
    }
    case ETHERTYPE.ipv4:
      return frame.ip === undefined ? spoof('ipv4') : guardIpv4(frame.ip, isOwn)
    case ETHERTYPE.ipv6:
      return frame.ip === undefined ? spoof('ipv6') : guardIpv6(frame.ip, isOwn)
    default:
      return pass('neither ARP nor IP')
  }
}

type IsOwn = (address: string) => boolean

function guardIpv4(packet: FramePacket, isOwn: IsOwn): GuardDecision {
  if (isUdp(packet, 67, 68)) return spoof('dhcp-server')
  if (packet.source === '0.0.0.0' && isUdp(packet, 68, 67)) return pass('a DHCP client has no address yet')
  return isOwn(packet.source) ? pass('the packet comes from an own address') : spoof('ipv4')
}

function guardIpv6(packet: FramePacket, isOwn: IsOwn): GuardDecision {
  const type = packet.protocol === ICMPV6 ? packet.icmpType : undefined
  if (type === ADVERT.router) return spoof('ra')
  if (isUdp(packet, 547, 546)) return spoof('dhcp-server')
  if (packet.source === '::')
    return type !== undefined && FROM_NOWHERE.has(type) ? pass('a station has no address yet') : spoof('ipv6')
  if (type === ADVERT.neighbour && packet.target !== undefined && !isOwn(packet.target)) return spoof('nd')
  return isOwn(packet.source) ? pass('the packet comes from an own address') : spoof('ipv6')
}

const isUdp = ({ protocol, sourcePort, destinationPort }: FramePacket, from: number, to: number): boolean =>
  protocol === UDP && sourcePort === from && destinationPort === to
