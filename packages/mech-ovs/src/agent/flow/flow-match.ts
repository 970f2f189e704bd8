/**
 * What a flow matches. Absent fields match anything. Prerequisites (an `ethType` before ARP fields, `ipProto` before ports)
 * are the renderer's business. Names stand for numbers that only the host knows: they are looked up when a flow is written.
 */
export interface FlowMatch {
  /** Name of the OVS port the packet came in by. */
  readonly inPort?: string
  /** `fa:16:3e:00:00:01`, or with a mask `01:00:00:00:00:00/01:00:00:00:00:00`. */
  readonly ethSrc?: string
  readonly ethDst?: string
  /** 0x0806 ARP, 0x0800 IPv4, 0x86dd IPv6. */
  readonly ethType?: number
  /** 802.1Q id of the packet; `none` = untagged. */
  readonly vlan?: VlanId | 'none'
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
  readonly ndTarget?: string
}

/** A number of the wire, or the VLAN that this host has chosen for a segment. */
export type VlanId = number | LocalVlan

/** The VLAN that stands for a segment of a network on this host's switch: 1..4094, the host's own choice. */
export interface LocalVlan {
  readonly segmentId: string
}
