import { SocketAddress } from 'node:net'

/** Ethernet, ARP, IP and ICMP as far as counting them needs. */

export const BROADCAST_MAC = 'ff:ff:ff:ff:ff:ff'
const ETHERTYPE_IPV4 = 0x0800
const ETHERTYPE_ARP = 0x0806
const ETHERTYPE_IPV6 = 0x86dd
const IPV6_HEADER = 40

export interface ArpPacket {
  readonly operation: 'request' | 'reply' | 'other'
  readonly senderMac: string
  readonly senderIp: string
  readonly targetIp: string
}

/** What a frame carries: one layer, decoded; `other` for everything a count of population traffic does not need. */
export type Payload =
  | { readonly type: 'arp'; readonly arp: ArpPacket }
  | {
      /** Of IPv6 (RFC 8200) `protocol` is the next header, and `data` what follows the fixed one. */
      readonly type: 'ipv4' | 'ipv6'
      readonly source: string
      readonly destination: string
      readonly protocol: number
      readonly data: Buffer
    }
  | { readonly type: 'other' }

export interface EthernetFrame {
  readonly source: string
  readonly destination: string
  readonly payload: Payload
}

/** Decodes a whole Ethernet frame (RFC 894); undefined when it is cut short. */
export function decodeEthernet(bytes: Buffer): EthernetFrame | undefined {
  if (bytes.length < 14) return undefined
  return {
    destination: mac(bytes, 0),
    source: mac(bytes, 6),
    payload: decodePayload(bytes.readUInt16BE(12), bytes.subarray(14)),
  }
}

/** Decodes what follows the Ethernet header. */
export function decodePayload(ethertype: number, bytes: Buffer): Payload {
  if (ethertype === ETHERTYPE_ARP && bytes.length >= 28) return { type: 'arp', arp: decodeArp(bytes) }
  if (ethertype === ETHERTYPE_IPV4 && bytes.length >= 20) {
    const headerLength = ((bytes[0] ?? 0) & 0x0f) * 4
    return {
      type: 'ipv4',
      source: ipv4(bytes, 12),
      destination: ipv4(bytes, 16),
      protocol: bytes[9] ?? 0,
      data: bytes.subarray(headerLength),
    }
  }
  if (ethertype === ETHERTYPE_IPV6 && bytes.length >= IPV6_HEADER) {
    return {
      type: 'ipv6',
      source: ipv6(bytes, 8),
      destination: ipv6(bytes, 24),
      protocol: bytes[6] ?? 0,
      data: bytes.subarray(IPV6_HEADER),
    }
  }
  return { type: 'other' }
}

function ipv6(bytes: Buffer, offset: number): string {
  const words =
    bytes
      .subarray(offset, offset + 16)
      .toString('hex')
      .match(/.{4}/g) ?? []
  return new SocketAddress({ address: words.join(':'), family: 'ipv6' }).address
}

function decodeArp(bytes: Buffer): ArpPacket {
  const code = bytes.readUInt16BE(6)
  return {
    operation: code === 1 ? 'request' : code === 2 ? 'reply' : 'other',
    senderMac: mac(bytes, 8),
    senderIp: ipv4(bytes, 14),
    targetIp: ipv4(bytes, 24),
  }
}

function mac(bytes: Buffer, at: number): string {
  return bytes
    .subarray(at, at + 6)
    .toString('hex')
    .replace(/(..)(?=.)/g, '$1:')
}

function ipv4(bytes: Buffer, at: number): string {
  return [...bytes.subarray(at, at + 4)].join('.')
}
