/**
 * What a flow matches. Absent fields match anything. Prerequisites (an `ethType` before ARP fields, `ipProto` before ports)
 * are the renderer's business. Names stand for numbers that only the host knows: they are looked up when a flow is written.
 */
export interface FlowMatch extends Registers {
  /** Name of the OVS port the packet came in by. */
  readonly inPort?: string
  /** `fa:16:3e:00:00:01`, or with a mask `01:00:00:00:00:00/01:00:00:00:00:00`. */
  readonly ethSrc?: string
  readonly ethDst?: string
  /** 0x0806 ARP, 0x0800 IPv4, 0x86dd IPv6. */
  readonly ethType?: number
  /** 802.1Q id of the packet, 0 = a tag that bears a priority alone; `none` = untagged, `tagged` = any tag. */
  readonly vlan?: VlanId | 'none' | 'tagged'
  /** VNI or key of the tunnel the packet came out of. */
  readonly tunnelId?: number
  /** 1 request, 2 reply. */
  readonly arpOp?: number
  /** Address, or prefix as `10.0.0.0/24`. */
  readonly arpSpa?: string
  readonly arpTpa?: string
  /** MAC of the sender, as the message itself says. */
  readonly arpSha?: string
  readonly ipv4Src?: string
  readonly ipv4Dst?: string
  readonly ipv6Src?: string
  readonly ipv6Dst?: string
  /** 6 TCP, 17 UDP, 1 ICMP, 58 ICMPv6. */
  readonly ipProto?: number
  /** TCP or UDP ports, by `ipProto`. */
  readonly portSrc?: number
  readonly portDst?: number
  readonly icmpv6Type?: number
  /** Any part of a packet that was cut into fragments, or any but the first. */
  readonly ipFrag?: 'yes' | 'later'
  /** What connection tracking says, as `+trk-inv`; nothing before a packet has been there. */
  readonly ctState?: string
  /** IP protocol of the connection, seen from where it began. */
  readonly ctProto?: number
  readonly ndTarget?: string
}

/** Registers, which a packet has from table to table. */
export interface Registers {
  readonly reg0?: Bits
  readonly reg1?: Bits
  readonly reg2?: Bits
  readonly reg3?: Bits
  readonly reg4?: Bits
  readonly reg5?: Bits | PortName
  readonly reg6?: Bits | LocalVlan
  readonly reg7?: Bits
  readonly reg8?: Bits
  readonly reg9?: Bits
  readonly reg10?: Bits
  readonly reg11?: Bits
  readonly reg12?: Bits
  readonly reg13?: Bits
  readonly reg14?: Bits
  readonly reg15?: Bits
}

/** A number, also as `0x1f`, or some of its bits: `0x10/0x30`. */
export type Bits = number | string

/** The OpenFlow number that a port of the flow's bridge has. */
export interface PortName {
  readonly port: string
}

/** A number of the wire, or the VLAN that this host has chosen for a segment. */
export type VlanId = number | LocalVlan

/** The VLAN that stands for a segment of a network on this host's switch: 1..4094, the host's own choice. */
export interface LocalVlan {
  readonly segmentId: string
}
