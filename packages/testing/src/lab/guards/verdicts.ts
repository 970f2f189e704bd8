import { about, arp, arpBody, BROADCAST, ethernet, icmpv6, ipv4, ipv6, udp } from './frames.ts'

/** The port that sends, and what it may be. */
export const OWN: Readonly<Record<'mac' | 'ip' | 'ip6' | 'linkLocal', string>> = {
  mac: 'fa:16:3e:00:00:05',
  ip: '10.0.0.5',
  ip6: 'fd00::5',
  linkLocal: 'fe80::f816:3eff:fe00:5',
}
/** What it may be besides: an allowed address pair. */
export const PAIR: Readonly<Record<'mac' | 'prefix' | 'ip' | 'linkLocal', string>> = {
  mac: '00:00:5e:00:01:01',
  prefix: '10.9.0.0/16',
  ip: '10.9.1.2',
  linkLocal: 'fe80::200:5eff:fe00:101',
}
const OTHER = { mac: 'fa:16:3e:00:00:06', ip: '10.0.0.6', ip6: 'fd00::6', linkLocal: 'fe80::f816:3eff:fe00:6' } as const
const ALL_NODES = 'ff02::1'
const GROUP = '33:33:00:00:00:01'

const v4 = (
  from: string,
  source: string,
  ports: readonly [number, number] = [1000, 2000],
  to: string = OTHER.ip,
): Buffer => ethernet(from, BROADCAST, 0x0800, ipv4(source, to, 17, udp(...ports)))
const v6 = (from: string, source: string, ports: readonly [number, number] = [1000, 2000]): Buffer =>
  ethernet(from, GROUP, 0x86dd, ipv6(source, ALL_NODES, 17, udp(...ports)))
const nd = (from: string, source: string, type: number, target: string): Buffer =>
  ethernet(from, GROUP, 0x86dd, icmpv6(source, ALL_NODES, type, about(target)))
const tagged = (vid: number, type: number, payload: Buffer, tag = 0x8100): Buffer =>
  ethernet(OWN.mac, BROADCAST, tag, Buffer.concat([Buffer.from([vid >> 8, vid & 255, type >> 8, type & 255]), payload]))
/** A first fragment (RFC 8200, 4.5). */
const fragment = (next: number, body: Buffer): Buffer =>
  ethernet(
    own,
    GROUP,
    0x86dd,
    ipv6(
      OWN.linkLocal,
      ALL_NODES,
      44,
      Buffer.concat([Buffer.from([next, 0, 0, 1, 0, 0, 0, 9]), body, Buffer.alloc(12, 1)]),
    ),
  )
const own = OWN.mac
const spoof = { from: own, spa: OTHER.ip, tpa: OTHER.ip }

/** A frame, and why it is dropped; `pass` when it is not, `drop` when it is no spoof. */
export type Verdict = readonly [what: string, verdict: string, frame: Buffer]

/** What guards of any switch make of the frames of a guarded port, which has `OWN` and may be `PAIR`. Neutron: port security. */
export const VERDICTS: readonly Verdict[] = [
  ['IPv4 from its address', 'pass', v4(own, OWN.ip)],
  ['IPv4 from the address of somebody else', 'ipv4', v4(own, OTHER.ip)],
  ['IPv4 from the MAC of somebody else', 'mac', v4(OTHER.mac, OWN.ip)],
  ['IPv4 from an address of its pair', 'pass', v4(PAIR.mac, PAIR.ip)],
  ['IPv4 from an address of its pair and its own MAC', 'ipv4', v4(own, PAIR.ip)],
  ['IPv4 from its own address and the MAC of a pair', 'ipv4', v4(PAIR.mac, OWN.ip)],
  ['IPv4 from nowhere', 'ipv4', v4(own, '0.0.0.0')],
  ['a DHCP discover', 'pass', v4(own, '0.0.0.0', [68, 67], '255.255.255.255')],
  ['a DHCP discover from the MAC of somebody else', 'mac', v4(OTHER.mac, '0.0.0.0', [68, 67], '255.255.255.255')],
  ['a DHCP renewal', 'pass', v4(own, OWN.ip, [68, 67])],
  ['a DHCP reply', 'dhcp-server', v4(own, OWN.ip, [67, 68])],
  ['a DHCP reply from nowhere', 'dhcp-server', v4(own, '0.0.0.0', [67, 68])],
  ['ARP for its address', 'pass', arp({ from: own, spa: OWN.ip, tpa: OTHER.ip })],
  ['an ARP reply of its address', 'pass', arp({ from: own, spa: OWN.ip, tpa: OTHER.ip, op: 2 })],
  ['ARP for its pair', 'pass', arp({ from: PAIR.mac, spa: PAIR.ip, tpa: OTHER.ip })],
  ['an ARP probe', 'pass', arp({ from: own, spa: '0.0.0.0', tpa: OWN.ip })],
  ['ARP of the address of somebody else', 'arp', arp(spoof)],
  ['an ARP reply of the address of somebody else', 'arp', arp({ ...spoof, op: 2 })],
  ['ARP that names the MAC of somebody else', 'arp', arp({ ...spoof, spa: OWN.ip, sha: OTHER.mac })],
  ['ARP from the MAC of somebody else', 'mac', arp({ ...spoof, from: OTHER.mac })],
  ['IPv4 in a tag of priority 0', 'pass', tagged(0, 0x0800, ipv4(OWN.ip, OTHER.ip, 17, udp(3, 4)))],
  ['ARP in a tag of priority 0', 'arp', tagged(0, 0x0806, arpBody(spoof))],
  [
    'ARP behind two tags of priority 0',
    'drop',
    tagged(0, 0x8100, Buffer.concat([Buffer.from([0, 0, 8, 6]), arpBody(spoof)])),
  ],
  ['a frame of another VLAN', 'drop', tagged(7, 0x0800, ipv4(OWN.ip, OTHER.ip, 17, udp(1, 2)))],
  ['a frame of another service VLAN', 'drop', tagged(8, 0x0800, ipv4(OWN.ip, OTHER.ip, 17, udp(5, 2)), 0x88a8)],
  ['another protocol', 'pass', ethernet(own, BROADCAST, 0x88b5, Buffer.from('netloom'))],
  [
    'another protocol from the MAC of somebody else',
    'mac',
    ethernet(OTHER.mac, BROADCAST, 0x88b5, Buffer.from('netloom')),
  ],
  ['IPv6 from its address', 'pass', v6(own, OWN.ip6)],
  ['IPv6 from its link-local address', 'pass', v6(own, OWN.linkLocal)],
  ['IPv6 from the link-local address of its pair', 'pass', v6(PAIR.mac, PAIR.linkLocal)],
  ['IPv6 from the address of somebody else', 'ipv6', v6(own, OTHER.ip6)],
  ['IPv6 from the link-local address of somebody else', 'ipv6', v6(own, OTHER.linkLocal)],
  ['IPv6 from nowhere', 'ipv6', v6(own, '::')],
  ['a DHCPv6 request', 'pass', v6(own, OWN.linkLocal, [546, 547])],
  ['a DHCPv6 reply', 'dhcp-server', v6(own, OWN.linkLocal, [547, 546])],
  ['a DHCPv6 reply in fragments', 'dhcp-server', fragment(17, udp(547, 546))],
  ['a packet in fragments', 'pass', fragment(17, udp(5, 6))],
  ['a router advertisement in fragments', 'ra', fragment(58, Buffer.from([134, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9]))],
  ['a router advertisement', 'ra', nd(own, OWN.linkLocal, 134, '::')],
  ['a router advertisement from somebody else', 'ra', nd(own, OTHER.linkLocal, 134, '::')],
  ['a router solicitation', 'pass', nd(own, OWN.linkLocal, 133, '::')],
  ['a question whether an address is free', 'pass', nd(own, '::', 135, OWN.ip6)],
  ['a report of groups without an address', 'pass', nd(own, '::', 143, '::')],
  ['a router solicitation from nowhere', 'ipv6', nd(own, '::', 133, '::')],
  ['a question for a neighbour', 'pass', nd(own, OWN.ip6, 135, OTHER.ip6)],
  ['a neighbour advertisement of its address', 'pass', nd(own, OWN.ip6, 136, OWN.ip6)],
  ['a neighbour advertisement of the address of somebody else', 'nd', nd(own, OWN.ip6, 136, OTHER.ip6)],
  ['a neighbour advertisement of its address from somebody else', 'ipv6', nd(own, OTHER.ip6, 136, OWN.ip6)],
]
