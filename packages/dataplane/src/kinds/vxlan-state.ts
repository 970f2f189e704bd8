import type { DeviceState } from '@netloom/core'

/** A VXLAN device (RFC 7348), as a rule a port of a bridge. */
export interface VxlanState extends DeviceState {
  readonly kind: 'vxlan'
  readonly name: string
  /** API object it is for, `network/<id>`; kept in the device's alias. */
  readonly owner: string
  readonly vni: number
  /** This host's VTEP, IPv4 or IPv6. */
  readonly localIp: string
  /** The device that has `localIp`. */
  readonly underlay: string
  readonly dstPort: number
  /** Broadcast goes to this multicast group instead of to flood entries. */
  readonly group?: string
  /** Absent = the kernel's default. */
  readonly ttl?: number
  /** DS field of the outer header; absent = 0. */
  readonly tos?: number | 'inherit'
  /** UDP source ports, lowest and highest; absent = the kernel's choice. */
  readonly portRange?: readonly [number, number]
  /** Answers ARP and neighbour solicitations from its neighbour table, and swallows those it cannot answer. */
  readonly proxy: boolean
  /** Learns VTEPs from traffic. Off where population is known: a learned entry would outlive a port that moved. */
  readonly learning: boolean
  /** Bytes; absent = what the underlay leaves. */
  readonly mtu?: number
  /** The bridge it is a port of; absent = of none, and only what is handed to it goes through it. */
  readonly bridge?: string
  /** As a bridge port: answers from the bridge's neighbour table what is known there, floods the rest. */
  readonly neighSuppress: boolean
  /** As a bridge port: gets nothing from other isolated ports, and gives them nothing. Absent = no. */
  readonly isolated?: boolean
  /** Only when read: what makes it unfit as it is (`down`). */
  readonly fault?: string
}

/** Fields the kernel cannot change on a device that exists. Pure. */
export const mustRecreate = (desired: VxlanState, actual: VxlanState): boolean =>
  desired.vni !== actual.vni ||
  desired.underlay !== actual.underlay ||
  desired.dstPort !== actual.dstPort ||
  desired.group !== actual.group ||
  desired.proxy !== actual.proxy ||
  String(desired.portRange) !== String(actual.portRange) ||
  desired.localIp.includes(':') !== actual.localIp.includes(':')
