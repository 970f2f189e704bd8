/** How a field's value looks on the wire and in our data. */
export type FieldFormat = 'number' | 'mac' | 'ipv4' | 'ipv6' | 'vlan'

/** A field of a packet that flows match. */
export interface MatchField {
  /** As in `FlowMatch`. */
  readonly name: MatchFieldName
  /** Number in the class of the standard (OXM_CLASS_OPENFLOW_BASIC, OpenFlow 1.4, 7.2.3.7). */
  readonly oxm: number
  /** Bytes. */
  readonly width: 1 | 2 | 4 | 6 | 8 | 16
  readonly format: FieldFormat
  /** Spelling of `ovs-ofctl`. */
  readonly text: string
  /** Only with this IP protocol: ports of TCP and UDP are different fields. */
  readonly ipProto?: number
}

export type MatchFieldName =
  | 'inPort'
  | 'ethDst'
  | 'ethSrc'
  | 'ethType'
  | 'vlan'
  | 'ipProto'
  | 'ipv4Src'
  | 'ipv4Dst'
  | 'portSrc'
  | 'portDst'
  | 'arpOp'
  | 'arpSpa'
  | 'arpTpa'
  | 'arpSha'
  | 'ipv6Src'
  | 'ipv6Dst'
  | 'icmpv6Type'
  | 'ndTarget'
  | 'tunnelId'

export const OXM_BASIC = 0x8000

/** In the order of their numbers, which puts every field behind those it depends on: a switch refuses any other order. */
export const MATCH_FIELDS: readonly MatchField[] = [
  { name: 'inPort', oxm: 0, width: 4, format: 'number', text: 'in_port' },
  { name: 'ethDst', oxm: 3, width: 6, format: 'mac', text: 'dl_dst' },
  { name: 'ethSrc', oxm: 4, width: 6, format: 'mac', text: 'dl_src' },
  { name: 'ethType', oxm: 5, width: 2, format: 'number', text: 'dl_type' },
  { name: 'vlan', oxm: 6, width: 2, format: 'vlan', text: 'dl_vlan' },
  { name: 'ipProto', oxm: 10, width: 1, format: 'number', text: 'nw_proto' },
  { name: 'ipv4Src', oxm: 11, width: 4, format: 'ipv4', text: 'nw_src' },
  { name: 'ipv4Dst', oxm: 12, width: 4, format: 'ipv4', text: 'nw_dst' },
  { name: 'portSrc', oxm: 13, width: 2, format: 'number', text: 'tp_src', ipProto: 6 },
  { name: 'portDst', oxm: 14, width: 2, format: 'number', text: 'tp_dst', ipProto: 6 },
  { name: 'portSrc', oxm: 15, width: 2, format: 'number', text: 'tp_src', ipProto: 17 },
  { name: 'portDst', oxm: 16, width: 2, format: 'number', text: 'tp_dst', ipProto: 17 },
  { name: 'arpOp', oxm: 21, width: 2, format: 'number', text: 'arp_op' },
  { name: 'arpSpa', oxm: 22, width: 4, format: 'ipv4', text: 'arp_spa' },
  { name: 'arpTpa', oxm: 23, width: 4, format: 'ipv4', text: 'arp_tpa' },
  { name: 'arpSha', oxm: 24, width: 6, format: 'mac', text: 'arp_sha' },
  { name: 'ipv6Src', oxm: 26, width: 16, format: 'ipv6', text: 'ipv6_src' },
  { name: 'ipv6Dst', oxm: 27, width: 16, format: 'ipv6', text: 'ipv6_dst' },
  { name: 'icmpv6Type', oxm: 29, width: 1, format: 'number', text: 'icmp_type' },
  { name: 'ndTarget', oxm: 31, width: 16, format: 'ipv6', text: 'nd_target' },
  { name: 'tunnelId', oxm: 38, width: 8, format: 'number', text: 'tun_id' },
]
