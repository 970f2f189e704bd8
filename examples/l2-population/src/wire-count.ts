import { BROADCAST_MAC, decodeVxlan, type CapturedFrame, type Payload, type VxlanFrame } from '@netloom/testing/lab'

/** What crossed the underlay, as the switch between the hosts saw it. */
export interface WireCount {
  /** VXLAN frames with ARP or ICMP inside that entered the switch: each counted once, however many copies left it. */
  readonly vxlan: number
  /** ARP frames inside VXLAN, entering the switch. */
  readonly arp: number
  /** Unicast frames sent to a VTEP behind which their destination does not live. */
  readonly misdirected: number
  /** VXLAN frames delivered to each host, by host name. */
  readonly copies: ReadonlyMap<string, number>
}

const ICMP = 1

/** Guests also join multicast groups and greet their link by IPv6, on their own; the article counts ARP and the ping. */
const isOfThePing = (payload: Payload): boolean =>
  payload.type === 'arp' || (payload.type === 'ipv4' && payload.protocol === ICMP)

/** Where things are: the switch's device towards each host, and the VTEP behind which each MAC lives. */
export interface WireMap {
  readonly hostOfDevice: ReadonlyMap<number, string>
  readonly vtepOfMac: ReadonlyMap<string, string>
}

/** Counts the frames of one VNI. Pure. */
export function countWire(frames: readonly CapturedFrame[], vni: number, map: WireMap): WireCount {
  const copies = new Map([...map.hostOfDevice.values()].map((host) => [host, 0]))
  let vxlan = 0
  let arp = 0
  let misdirected = 0
  for (const frame of frames) {
    const host = map.hostOfDevice.get(frame.ifindex)
    const inside = decodeVxlan(frame.payload)
    if (host === undefined || inside?.vni !== vni) continue
    if (!isOfThePing(inside.inner.payload)) continue
    if (frame.direction === 'out') {
      copies.set(host, (copies.get(host) ?? 0) + 1)
      continue
    }
    vxlan += 1
    if (inside.inner.payload.type === 'arp') arp += 1
    if (isMisdirected(inside, map.vtepOfMac)) misdirected += 1
  }
  return { vxlan, arp, misdirected, copies }
}

function isMisdirected({ inner, destinationVtep }: VxlanFrame, vtepOfMac: ReadonlyMap<string, string>): boolean {
  if (inner.destination === BROADCAST_MAC) return false
  const home = vtepOfMac.get(inner.destination)
  return home !== undefined && home !== destinationVtep
}
