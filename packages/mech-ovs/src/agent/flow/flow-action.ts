import type { LocalVlan, PortName, VlanId } from './flow-match.ts'

/** Fields that actions may write. */
export type FlowField =
  | 'eth_src'
  | 'eth_dst'
  | 'arp_op'
  | 'arp_spa'
  | 'arp_tpa'
  | 'arp_sha'
  | 'arp_tha'
  | 'tunnel_id'
  | 'vlan_tci'
  | 'in_port'
  | 'reg4'
  | 'reg5'
  | 'reg6'
  | 'reg7'
  | 'reg12'
  | 'xxreg0'
  | 'xxreg2'
  | 'xxreg3'
  | 'ip_proto'
  | 'ip_src'
  | 'ip_dst'
  | 'ipv6_src'
  | 'ipv6_dst'
  | 'tcp_dst'
  | 'udp_dst'
  | 'sctp_src'
  | 'sctp_dst'
  | 'icmp_type'
  | 'icmp_code'
  | 'icmpv6_type'
  | 'icmpv6_code'
  | 'ct_nw_proto'
  | 'ct_nw_src'
  | 'ct_nw_dst'
  | 'ct_ipv6_src'
  | 'ct_ipv6_dst'
  | 'ct_tp_src'
  | 'ct_tp_dst'

/** What becomes of a packet, step by step; no action at all drops it. */
export type FlowAction =
  /** Out of an OVS port, by name. */
  | { readonly type: 'output'; readonly port: string }
  /** Back where it came from. */
  | { readonly type: 'output-in-port' }
  /** As a switch that learns MACs. */
  | { readonly type: 'normal' }
  /** Goes on in another table, and comes back. */
  | { readonly type: 'resubmit'; readonly table: number }
  /** Tags the packet, or changes its tag (`mod_vlan_vid`). */
  | { readonly type: 'set-vlan'; readonly vlan: VlanId }
  | { readonly type: 'strip-vlan' }
  /** A MAC, an IPv4 address, or a number, by field. */
  | { readonly type: 'set-field'; readonly field: FlowField; readonly value: string | number }
  /** Writes some bits of a field. */
  | {
      readonly type: 'load'
      readonly field: FlowField
      readonly value: number | PortName | LocalVlan
      /** First bit; absent = 0. */
      readonly at?: number
      /** How many; absent = all of the field. */
      readonly bits?: number
    }
  /** Copies the low bits of one field over another. */
  | {
      readonly type: 'move'
      readonly from: FlowField
      readonly to: FlowField
      /** First bit of `to`; absent = 0. */
      readonly at?: number
      /** How many; absent = as many as the narrower of the two has. */
      readonly bits?: number
    }
  /** Looks the packet up in a zone of connection tracking; with `table` it goes on there, knowing its state. */
  | {
      readonly type: 'ct'
      /** A number, or what the low 16 bits of register 6 say. */
      readonly zone: number | 'reg6'
      readonly table?: number
      /** The connection is remembered; `forced`: also in place of one the other way round. */
      readonly commit?: 'commit' | 'forced'
    }
  /** The packet forgets its state. */
  | { readonly type: 'ct-clear' }
  /** Out of the port whose number is in register 5. */
  | { readonly type: 'output-register' }
  | LearnAction

/**
 * Writes a flow back into `table`: frames of the packet's VLAN to its source MAC leave untagged, with the packet's tunnel id,
 * by the port the packet came in by (what Neutron's table 10 learns).
 */
export interface LearnAction {
  readonly type: 'learn-source'
  readonly table: number
  readonly priority: number
  /** Seconds until the learned flow goes. */
  readonly hardTimeout: number
}
