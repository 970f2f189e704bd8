import { bytesOf } from '../netlink/messages.ts'

const BROADCAST = Buffer.alloc(6, 0xff)
const ALL_NODES_MAC = Buffer.from('333300000001', 'hex')
const ALL_NODES = Buffer.from('ff020000000000000000000000000001', 'hex')
const [REQUEST, REPLY] = [1, 2]
const ICMPV6 = 58
const NEIGHBOUR_ADVERTISEMENT = 136
/** From a router, unsolicited, and what others remember is to be replaced (RFC 4861, 4.4). */
const ROUTER_AND_OVERRIDE = 0xa0000000

/** Frames that tell neighbours whose an address is: gratuitous ARP, as request and reply, since some heed one alone; or an advertisement. Pure. */
export function announcementFrames(mac: Buffer, address: string): readonly Buffer[] {
  const bytes = bytesOf(address)
  return bytes.length === 4
    ? [REQUEST, REPLY].map((operation) => arp(operation, mac, bytes))
    : [advertisement(mac, bytes)]
}

function arp(operation: number, mac: Buffer, address: Buffer): Buffer {
  const head = Buffer.from([0, 1, 8, 0, 6, 4, 0, operation])
  return Buffer.concat([BROADCAST, mac, Buffer.from([8, 6]), head, mac, address, BROADCAST, address])
}

function advertisement(mac: Buffer, address: Buffer): Buffer {
  const body = Buffer.alloc(32)
  body[0] = NEIGHBOUR_ADVERTISEMENT
  body.writeUInt32BE(ROUTER_AND_OVERRIDE, 4)
  address.copy(body, 8)
  // Target link-layer address.
  body[24] = 2
  body[25] = 1
  mac.copy(body, 26)
  body.writeUInt16BE(checksum(address, body), 2)
  const head = Buffer.alloc(8)
  head[0] = 0x60
  head.writeUInt16BE(body.length, 4)
  head[6] = ICMPV6
  head[7] = 255
  return Buffer.concat([ALL_NODES_MAC, mac, Buffer.from([0x86, 0xdd]), head, address, ALL_NODES, body])
}

/** RFC 4443, 2.3. */
function checksum(source: Buffer, body: Buffer): number {
  const words = Buffer.concat([source, ALL_NODES, Buffer.from([0, 0, 0, body.length, 0, 0, 0, ICMPV6]), body])
  let sum = 0
  for (let at = 0; at < words.length; at += 2) sum += words.readUInt16BE(at)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}
