import { ETHERTYPE } from '@netloom/core/firewall'
import { ethernet, ipBytes as ip, macBytes as mac, u16 } from '../../guards/frames.ts'
import { header4, header6, type Payload } from './headers.ts'

/** Who has which addresses on the wire. */
export interface Station {
  readonly mac: string
  readonly ip: string
  readonly ip6: string
  readonly linkLocal: string
}

/** The frames of one packet, on its way from one station to another; `token` stands in each of them, to find it again. */
export type PacketOf = (from: Station, to: Station, token: Buffer) => readonly Buffer[]

/** Who sends and gets a packet, where that is not the stations themselves. */
export interface Over {
  readonly mac?: string
  readonly toMac?: string
  readonly source?: string
  readonly destination?: string
}

type OverOf = Over | ((from: Station, to: Station) => Over)
const over = (more: OverOf | undefined, from: Station, to: Station): Over =>
  typeof more === 'function' ? more(from, to) : (more ?? {})

/** An IPv4 packet. */
export const v4 =
  (payload: Payload, more?: OverOf): PacketOf =>
  (from, to, token) => {
    const { mac: own = from.mac, toMac = to.mac, source = from.ip, destination = to.ip } = over(more, from, to)
    const body = payload.bytes({ source, destination, protocol: payload.protocol }, token)
    return [
      ethernet(own, toMac, ETHERTYPE.ipv4, header4({ source, destination, protocol: payload.protocol }, body, token)),
    ]
  }

/** An IPv6 packet; headers that stand before its payload come first. */
export const v6 =
  (payload: Payload, more?: OverOf, extensions: readonly Extension[] = []): PacketOf =>
  (from, to, token) => {
    const { mac: own = from.mac, toMac = to.mac, source = from.ip6, destination = to.ip6 } = over(more, from, to)
    const body = payload.bytes({ source, destination, protocol: payload.protocol }, token)
    const { next, bytes } = chain(extensions, payload.protocol, body)
    return [ethernet(own, toMac, ETHERTYPE.ipv6, header6({ source, destination, protocol: next }, bytes))]
  }

export interface Extension {
  readonly header: number
  /** All but its first byte, which names the next one. */
  readonly rest: Buffer
}
const PADDED = Buffer.from([0, 1, 4, 0, 0, 0, 0])
/** Options, padded to eight bytes (RFC 8200, 4.2). */
export const HOP_BY_HOP: Extension = { header: 0, rest: PADDED }
export const DESTINATION_OPTIONS: Extension = { header: 60, rest: PADDED }

function chain(extensions: readonly Extension[], protocol: number, body: Buffer): { next: number; bytes: Buffer } {
  return extensions.reduceRight<{ next: number; bytes: Buffer }>(
    ({ next, bytes }, { header, rest }) => ({ next: header, bytes: Buffer.concat([Buffer.from([next]), rest, bytes]) }),
    { next: protocol, bytes: body },
  )
}

export interface ArpOver {
  readonly mac?: string
  readonly senderMac?: string
  readonly senderIp?: string
  readonly operation?: 1 | 2
}

export const arp =
  (more: ArpOver | ((from: Station, to: Station) => ArpOver) = {}): PacketOf =>
  (from, to, token) => {
    const {
      mac: own = from.mac,
      senderMac = own,
      senderIp = from.ip,
      operation = 1,
    } = typeof more === 'function' ? more(from, to) : more
    const head = Buffer.from([0, 1, 8, 0, 6, 4, 0, operation])
    const body = Buffer.concat([head, mac(senderMac), ip(senderIp), Buffer.alloc(6), ip(to.ip), token])
    return [ethernet(own, to.mac, ETHERTYPE.arp, body)]
  }

export const ether =
  (ethertype: number, more: Over = {}): PacketOf =>
  (from, to, token) => [
    ethernet(more.mac ?? from.mac, more.toMac ?? to.mac, ethertype, Buffer.concat([Buffer.from('netloom'), token])),
  ]

/** A packet's frames in a tag (IEEE 802.1Q), or in several: outer first. */
export const tagged =
  (packet: PacketOf, vlan: number, type: number = ETHERTYPE.vlan): PacketOf =>
  (from, to, token) =>
    packet(from, to, token).map((frame) =>
      Buffer.concat([frame.subarray(0, 12), u16(type), u16(vlan), frame.subarray(12)]),
    )
