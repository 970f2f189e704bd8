import type { AddressPair } from '@netloom/core'
import type { Packet } from '@netloom/core/firewall'
import type { PacketOf, Station } from '../frames/packets.ts'

/** Stations of one case; nobody else in the network has their addresses. */
export interface VerdictPlace {
  /** The port that is judged, and what answers for it. */
  readonly port: Station
  /** Who it speaks with: a port without port security, which may be anybody. */
  readonly peer: Station
  /** Somebody behind the peer. */
  readonly other: Station
}

type Text = string | ((at: VerdictPlace) => string)

/** A rule as the table writes it; what is absent is any. */
export interface RuleSpec {
  readonly direction: 'ingress' | 'egress'
  readonly ethertype: 'IPv4' | 'IPv6'
  readonly protocol?: number
  /** First and last port; type and code of an ICMP. */
  readonly ports?: readonly [number, number | null]
  readonly prefix?: Text
  /** `own`: the group that has the rule; `members`: another one, of which the case says who is in it; `addresses`: its address group. */
  readonly remote?: 'own' | 'members' | 'addresses'
}

export interface Send {
  readonly from: 'port' | 'peer' | 'other'
  readonly packet: PacketOf
  readonly state: Packet['state']
  readonly passes: boolean
  /** Who decides, as the model names it; absent = whoever. */
  readonly by?: string
}

/** One row: rules and frames, and what becomes of each frame. They are sent one after the other. */
export interface VerdictCase {
  /** Rows that prove the same thing have the same. */
  readonly proves: string
  readonly title: string
  /** Rules of each group of the port; `guards` = the service of groups says nothing of it. */
  readonly groups: readonly (readonly RuleSpec[])[] | 'guards'
  readonly stateful: boolean
  /** Groups of the peer, which then has port security, too. Absent = it has neither. */
  readonly peerGroups?: readonly (readonly RuleSpec[])[]
  readonly members?: (at: VerdictPlace) => readonly string[]
  readonly addresses?: (at: VerdictPlace) => readonly string[]
  readonly pairs?: (at: VerdictPlace) => readonly AddressPair[]
  readonly port?: { readonly portSecurityEnabled?: boolean; readonly deviceOwner?: string }
  readonly sends: readonly Send[]
}

/** The one that operators permit in the table, beside ARP and IP. */
export const PERMITTED_ETHERTYPE = 0x4008
