/**
 * Tables that filter by groups, in the integration bridge; 71 to 73, 81, 82 and 91 to 94 do what Neutron's do. See
 * docs/design/open-vswitch.md.
 */
export const FILTER = {
  tags: 70,
  egress: 71,
  egressRules: 72,
  deliver: 73,
  copies: 74,
  egressJudge: 75,
  service: 76,
  groupsOfPort: 77,
  rulesOfGroup: 78,
  remotesOfGroup: 79,
  ingress: 81,
  ingressRules: 82,
  remoteAddress: 83,
  members: 84,
  rulesOfRemote: 85,
  ingressJudge: 86,
  egressVerdict: 91,
  ingressVerdict: 92,
  whole: 93,
  switched: 94,
  learn: 95,
  output: 96,
  copiesOf: 97,
} as const

/**
 * Registers 0 to 3 have the id of the group that is asked, 8 to 11 that of the remote, 12 (to 15) the address of the other side, 4
 * protocol and port (or ICMP type and code), 5 the number of the port that is judged for, 6 the local VLAN, 7 these bits.
 */
export const FLAG = {
  /** A rule allows it. */
  allowed: 0x1,
  /** The connection goes to the port that is judged for, not from it. */
  to: 0x2,
  /** What counts is the packet itself, and not the connection that it belongs to. */
  packet: 0x4,
  /** As an answer it may not be; it is asked for as something new. */
  again: 0x8,
  /** The port that is judged for has groups without state. */
  stateless: 0x10,
  /** It comes from a port with groups. */
  filtered: 0x100,
} as const

/**
 * Into how many flows the copies of one network are split. A flow has room for about a thousand ports (a message of OpenFlow has 64
 * KiB), and one more port writes its flow anew.
 */
export const COPY_FLOWS = 16

/** Bits that one judgement begins with anew: `allowed` to `again`. */
export const JUDGEMENT_BITS = 4

/** What is cut into fragments is put together here for ports without state; no connection is ever remembered in it. */
export const STATELESS_ZONE = 4095

/** Stands where the id of a remote would, for rules that name a prefix. */
export const PREFIX_REMOTE = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
export const NO_REMOTE = '00000000-0000-0000-0000-000000000000'

/** Register 7 with these bits set, and those of `clear` not. */
export const flags = (set: number, clear = 0): string => `0x${set.toString(16)}/0x${(set | clear).toString(16)}`

export const RARP = 0x8035
