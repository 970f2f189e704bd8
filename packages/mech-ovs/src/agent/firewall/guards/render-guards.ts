import type { Rendered } from '@netloom/core'
import type { FlowMatch } from '../../flow/flow-match.ts'
import { INT } from '../../render/flows.ts'
import type { AllowedSenders, Sender } from './allowed-senders.ts'
import type { GuardFlows } from './guard-flow.ts'
import { ETHER, GUARD, ICMPV6, ICMPV6_TYPE, PRIORITY, UDP } from './guard-tables.ts'

const { refuse, allow, drop, refuseAnybody, passOn } = PRIORITY

/** MAC, then ARP and neighbour discovery, then source addresses. Whatever a table does not allow is dropped in it. */
export function renderGuards(
  flows: GuardFlows,
  { macs, senders }: AllowedSenders,
  permitted: readonly number[] = [],
): readonly Rendered[] {
  const v4 = senders.filter(({ family }) => family === 'ipv4')
  const v6 = senders.filter(({ family }) => family === 'ipv6')
  return [
    flows.pass([GUARD.classify, allow], {}, GUARD.mac, 'frames of a port with port security are looked at'),
    ...macs.map((ethSrc) =>
      flows.pass([GUARD.mac, allow], { ethSrc }, GUARD.neighbour, 'a port sends from its own MACs'),
    ),
    flows.drop([GUARD.mac, drop], {}, 'a port sends from no MAC but its own'),
    ...arp(flows, macs, v4),
    ...advertisements(flows, v6),
    flows.shared(
      [GUARD.neighbour, passOn],
      {},
      GUARD.address,
      'what says nothing of neighbours is judged by its sender',
    ),
    ...ipv4(flows, v4),
    ...ipv6(flows, v6),
    ...permitted.map((ethType) =>
      flows.shared([GUARD.address, allow], { ethType }, INT.switching, 'an ethertype that the operator permits'),
    ),
    // Behind a tag of priority 0 a second tag would hide what is in the frame.
    ...[ETHER.vlan, ETHER.serviceVlan].map((ethType) =>
      flows.shared([GUARD.address, refuseAnybody], { ethType }, undefined, 'a frame in two tags'),
    ),
    flows.shared([GUARD.address, passOn], {}, INT.switching, 'frames that are neither IPv4 nor IPv6'),
  ]
}

function arp(flows: GuardFlows, macs: readonly string[], senders: readonly Sender[]): readonly Rendered[] {
  const ethType = ETHER.arp
  return [
    ...senders.map(({ mac, address }) =>
      flows.pass(
        [GUARD.neighbour, allow],
        { ethType, ethSrc: mac, arpSha: mac, ...(address !== undefined && { arpSpa: address }) },
        INT.switching,
        'ARP tells of own addresses',
      ),
    ),
    // RFC 5227, 2.1.1: a client asks whether an address is taken before it has it.
    ...macs.map((mac) =>
      flows.pass(
        [GUARD.neighbour, allow],
        { ethType, ethSrc: mac, arpSha: mac, arpOp: 1, arpSpa: '0.0.0.0' },
        INT.switching,
        'ARP probes tell of no address',
      ),
    ),
    flows.drop([GUARD.neighbour, drop], { ethType }, "ARP tells of nobody else's address"),
  ]
}

function advertisements(flows: GuardFlows, senders: readonly Sender[]): readonly Rendered[] {
  const advert = { ethType: ETHER.ipv6, ipProto: ICMPV6, icmpv6Type: ICMPV6_TYPE.advert }
  return [
    ...senders.map(({ mac, address }) =>
      flows.pass(
        [GUARD.neighbour, allow],
        { ...advert, ethSrc: mac, ...(address !== undefined && { ndTarget: address }) },
        GUARD.address,
        'a neighbour advertises own addresses',
      ),
    ),
    flows.drop([GUARD.neighbour, drop], advert, "a neighbour advertises nobody else's address"),
  ]
}

function ipv4(flows: GuardFlows, senders: readonly Sender[]): readonly Rendered[] {
  const ip = { ethType: ETHER.ipv4 }
  const ask = { ...ip, ipProto: UDP, ipv4Src: '0.0.0.0', ipv4Dst: '255.255.255.255', portSrc: 68, portDst: 67 }
  const answer = { ...ip, ipProto: UDP, portSrc: 67, portDst: 68 }
  return [
    flows.drop([GUARD.address, refuse], answer, 'a port is no DHCP server'),
    ...sources(flows, senders, ip, 'ipv4Src'),
    flows.shared([GUARD.address, allow], ask, INT.switching, 'a client without an address asks DHCP servers'),
    flows.drop([GUARD.address, drop], ip, "IPv4 packets come from nobody else's address"),
  ]
}

function ipv6(flows: GuardFlows, senders: readonly Sender[]): readonly Rendered[] {
  const ip = { ethType: ETHER.ipv6 }
  const icmp = { ...ip, ipProto: ICMPV6 }
  const answer = { ...ip, ipProto: UDP, portSrc: 547, portDst: 546 }
  const unspecified = [ICMPV6_TYPE.mldReport, ICMPV6_TYPE.solicit, ICMPV6_TYPE.mldv2Report]
  return [
    flows.drop([GUARD.address, refuse], { ...icmp, icmpv6Type: ICMPV6_TYPE.routerAdvert }, 'a port is no router'),
    flows.drop([GUARD.address, refuse], answer, 'a port is no DHCPv6 server'),
    ...sources(flows, senders, ip, 'ipv6Src'),
    ...unspecified.map((icmpv6Type) =>
      flows.shared(
        [GUARD.address, allow],
        { ...icmp, ipv6Src: '::', icmpv6Type },
        INT.switching,
        'a station without an address looks for neighbours and groups',
      ),
    ),
    flows.drop([GUARD.address, drop], ip, "IPv6 packets come from nobody else's address"),
  ]
}

const sources = (
  flows: GuardFlows,
  senders: readonly Sender[],
  ip: FlowMatch,
  field: 'ipv4Src' | 'ipv6Src',
): readonly Rendered[] =>
  senders.map(({ mac, address }) =>
    flows.pass(
      [GUARD.address, allow],
      { ...ip, ethSrc: mac, ...(address !== undefined && { [field]: address }) },
      INT.switching,
      'packets come from own addresses',
    ),
  )
