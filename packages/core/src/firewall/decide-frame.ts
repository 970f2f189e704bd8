import type { PortItem } from '../feed/payloads.ts'
import { decide, type Decision, type FirewallView, type Packet } from './decide.ts'
import { decideGuard, type GuardDecision, type GuardOptions } from './decide-guard.ts'
import { ETHERTYPE, type Frame } from './frame.ts'
import { portGroups } from './port-groups.ts'

export interface FrameAtPort extends GuardOptions {
  readonly frame: Frame
  /** What connection tracking says of it. */
  readonly state: Packet['state']
  readonly direction: 'ingress' | 'egress'
  readonly port: PortItem
  readonly view: FirewallView
}

export type GroupDecision =
  | Decision
  /** No group filters the port. */
  | { readonly allow: true; readonly by: 'unfiltered' }
  /** ARP and RARP, which guards look at, and what the operator permits. */
  | { readonly allow: true; readonly by: 'ethertype' }
  /** What groups cannot look into; frames in a tag are told apart. */
  | { readonly allow: false; readonly by: 'ethertype' | 'vlan' }

/** Who decided about a frame at a port: guard, then groups. */
export type FrameDecision = GuardDecision | GroupDecision

/** The whole verdict on a frame at one port. Every engine is measured against it. Pure. */
export function decideFrame(at: FrameAtPort): FrameDecision {
  const guard = at.direction === 'egress' ? decideGuard(at.frame, at.port, at) : undefined
  return guard?.allow === false ? guard : decideGroups(at)
}

/**
 * What the groups of a port say of a frame. A port with port security and without the service has none: its guard alone holds. Of
 * ethertypes other than ARP, RARP and IP nothing passes that the operator does not permit: Neutron's driver for OVS does so, that for
 * Linux bridges let them pass.
 */
export function decideGroups({
  frame,
  state,
  direction,
  port,
  view,
  permittedEthertypes = [],
}: FrameAtPort): GroupDecision {
  const groups = portGroups(port)
  if (groups === undefined) return { allow: true, by: 'unfiltered' }
  const { ethertype, ip } = frame
  if (PASSES_GROUPS.has(ethertype) || permittedEthertypes.includes(ethertype)) return { allow: true, by: 'ethertype' }
  if (ethertype === ETHERTYPE.vlan || ethertype === ETHERTYPE.serviceVlan) return { allow: false, by: 'vlan' }
  if (ethertype !== ETHERTYPE.ipv4 && ethertype !== ETHERTYPE.ipv6) return { allow: false, by: 'ethertype' }
  return ip === undefined ? { allow: false, by: 'invalid' } : decide({ ...ip, direction, state }, groups, view)
}

const PASSES_GROUPS: ReadonlySet<number> = new Set([ETHERTYPE.arp, ETHERTYPE.rarp])
