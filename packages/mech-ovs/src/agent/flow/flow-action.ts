import type { VlanId } from './flow-match.ts'

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
  /** Copies one field over another of the same width. */
  | { readonly type: 'move'; readonly from: FlowField; readonly to: FlowField }
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
