import type { Registers } from '../flow/flow-match.ts'

/** How a field's value looks on the wire and in our data. */
export type FieldFormat = 'number' | 'mac' | 'ipv4' | 'ipv6' | 'vlan' | 'bits' | 'ct-state' | 'fragment'

/** A field of a packet that flows match. */
export interface MatchField {
  /** As in `FlowMatch`. */
  readonly name: MatchFieldName
  /** Number in the class of the standard (OXM_CLASS_OPENFLOW_BASIC, OpenFlow 1.4, 7.2.3.7), or in that of `nicira`. */
  readonly oxm: number
  /** A field of Open vSwitch's own (NXM_1). */
  readonly nicira?: true
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
  | 'ipFrag'
  | 'ctState'
  | 'ctProto'
  | Register

export type Register = keyof Registers

export const OXM_BASIC = 0x8000
export const NXM_1 = 0x0001

const register = (number: number): MatchField => ({
  name: `reg${String(number)}` as Register,
  oxm: number,
  nicira: true,
  width: 4,
  format: 'bits',
  text: `reg${String(number)}`,
})

/** In the order of their numbers, which puts every field behind those it depends on: a switch refuses any other order. Then Open vSwitch's own. */
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
  { name: 'portSrc', oxm: 17, width: 2, format: 'number', text: 'tp_src', ipProto: 132 },
  { name: 'portDst', oxm: 18, width: 2, format: 'number', text: 'tp_dst', ipProto: 132 },
  { name: 'arpOp', oxm: 21, width: 2, format: 'number', text: 'arp_op' },
  { name: 'arpSpa', oxm: 22, width: 4, format: 'ipv4', text: 'arp_spa' },
  { name: 'arpTpa', oxm: 23, width: 4, format: 'ipv4', text: 'arp_tpa' },
  { name: 'arpSha', oxm: 24, width: 6, format: 'mac', text: 'arp_sha' },
  { name: 'ipv6Src', oxm: 26, width: 16, format: 'ipv6', text: 'ipv6_src' },
  { name: 'ipv6Dst', oxm: 27, width: 16, format: 'ipv6', text: 'ipv6_dst' },
  { name: 'icmpv6Type', oxm: 29, width: 1, format: 'number', text: 'icmp_type' },
  { name: 'ndTarget', oxm: 31, width: 16, format: 'ipv6', text: 'nd_target' },
  { name: 'tunnelId', oxm: 38, width: 8, format: 'number', text: 'tun_id' },
  { name: 'ipFrag', oxm: 26, nicira: true, width: 1, format: 'fragment', text: 'ip_frag' },
  { name: 'ctState', oxm: 105, nicira: true, width: 4, format: 'ct-state', text: 'ct_state' },
  { name: 'ctProto', oxm: 119, nicira: true, width: 1, format: 'number', text: 'ct_nw_proto' },
  ...Array.from({ length: 16 }, (_, number) => register(number)),
]

/** How a field is told from all others, without class where it is the standard's. */
export const fieldName = ({ oxm, nicira }: MatchField): string => (nicira === true ? `nx${String(oxm)}` : String(oxm))
