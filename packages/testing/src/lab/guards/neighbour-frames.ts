import { BROADCAST, about, arp, ethernet, icmpv6 } from './frames.ts'

/** A station of a network of three, one on each host; their numbers are the last digits of MAC and addresses. */
export interface Station {
  readonly mac: string
  readonly ip: string
  readonly ip6: string
}

export interface NeighbourFrame {
  readonly what: string
  /** As station 1 sends it. */
  readonly frame: Buffer
  /** Of what it asks for; absent = it asks nothing that has an answer. */
  readonly answer?: string
}

const ALL_NODES = '33:33:00:00:00:01'
const UNKNOWN = { ip: '10.100.0.77', ip6: 'fd00:100::77' }
const linkLocal = (mac: string): string => `fe80::f816:3eff:fe00:${mac.slice(-1)}`

/** ARP and neighbour discovery, each of which must be answered truly or reach every station. */
export function neighbourFrames(here: Station, there: Station): readonly NeighbourFrame[] {
  const { mac, ip, ip6 } = here
  const own = linkLocal(mac)
  const solicit = (from: string, target: string): Buffer => discovery(135, mac, from, target)
  const advert = (target: string): Buffer => discovery(136, mac, own, target)
  return [
    { what: 'ARP for a known address', frame: arp({ from: mac, spa: ip, tpa: there.ip }), answer: there.mac },
    { what: 'ARP for an unknown address', frame: arp({ from: mac, spa: ip, tpa: UNKNOWN.ip }) },
    {
      what: 'a probe for a known address',
      frame: arp({ from: mac, spa: '0.0.0.0', tpa: there.ip }),
      answer: there.mac,
    },
    { what: 'a probe for an unknown address', frame: arp({ from: mac, spa: '0.0.0.0', tpa: UNKNOWN.ip }) },
    { what: 'an announcement, as request', frame: arp({ from: mac, spa: ip, tpa: ip }) },
    { what: 'an announcement, as reply', frame: arp({ from: mac, spa: ip, tpa: ip, op: 2 }) },
    { what: 'an announcement of an unknown address', frame: arp({ from: mac, spa: UNKNOWN.ip, tpa: UNKNOWN.ip }) },
    {
      what: 'an announcement of a known address, as reply',
      frame: arp({ from: mac, spa: there.ip, tpa: there.ip, op: 2 }),
    },
    {
      what: 'an announcement of a known address, as request',
      frame: arp({ from: mac, spa: there.ip, tpa: there.ip }),
      answer: there.mac,
    },
    { what: 'a reply to everybody', frame: arp({ from: mac, spa: ip, tpa: there.ip, op: 2 }) },
    { what: 'a solicitation for a known address', frame: solicit(ip6, there.ip6), answer: there.mac },
    { what: 'a solicitation for an unknown address', frame: solicit(ip6, UNKNOWN.ip6) },
    { what: 'a solicitation for a link-local address', frame: solicit(own, linkLocal(there.mac)), answer: there.mac },
    { what: 'duplicate address detection of a known address', frame: solicit('::', there.ip6) },
    { what: 'duplicate address detection of an unknown address', frame: solicit('::', UNKNOWN.ip6) },
    { what: 'duplicate address detection of a link-local address', frame: solicit('::', linkLocal(there.mac)) },
    { what: 'an unsolicited advertisement', frame: advert(ip6) },
    { what: 'an unsolicited advertisement of a link-local address', frame: advert(own) },
    { what: 'an unsolicited advertisement of an unknown address', frame: advert(UNKNOWN.ip6) },
  ]
}

function discovery(type: 135 | 136, mac: string, from: string, target: string): Buffer {
  const last = target.slice(-2).replace(':', '0')
  // RFC 4291, 2.7.1: the last three bytes of the address that is asked for; here they are 00:00:NN, or 00:00:0N.
  const [to, group] = type === 136 ? [ALL_NODES, 'ff02::1'] : [`33:33:ff:00:00:${last}`, `ff02::1:ff00:${last}`]
  return ethernet(mac, to, 0x86dd, icmpv6(from, group, type, about(target)))
}

/** What `frame` comes after when it has come; see `fateOf`. */
export const mark = (mac: string, number: number): Buffer => ethernet(mac, BROADCAST, 0x88b5, Buffer.from([number]))
