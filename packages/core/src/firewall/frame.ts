import type { Packet } from './decide.ts'

/** What of an Ethernet frame decides whether it passes. */
export interface Frame {
  readonly sourceMac: string
  /** The outer one: `0x8100` of a frame in a tag, VLAN 0 too. */
  readonly ethertype: number
  /** Of ARP; absent when the frame is too short for it. */
  readonly arp?: ArpSender
  /** Of IPv4 and IPv6; absent when the frame is too short for it, and of later fragments. */
  readonly ip?: FramePacket
}

export interface ArpSender {
  readonly senderMac: string
  readonly senderIp: string
}

/** A packet without its circumstances: fragments are one packet, as connection tracking puts them together. */
export type FramePacket = Omit<Packet, 'direction' | 'state'> & {
  /** What a neighbour advertisement is about (RFC 4861, 4.4). */
  readonly target?: string
}

export const ETHERTYPE = {
  ipv4: 0x0800,
  arp: 0x0806,
  rarp: 0x8035,
  vlan: 0x8100,
  ipv6: 0x86dd,
  serviceVlan: 0x88a8,
} as const
