import type { Frame } from '@netloom/core/firewall'
import { addressKey, parseAddress } from '@netloom/core/kit'

const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255])
const macBytes = (text: string): Buffer => Buffer.from(text.replaceAll(':', ''), 'hex')

function addressBytes(text: string): Buffer {
  const address = parseAddress(text)
  return address === undefined ? Buffer.alloc(0) : Buffer.from(addressKey(address), 'hex')
}

/** The bytes of a packet as it is asked about, with a token in it to know it by. Pure. */
export function livePacket({ sourceMac, ethertype, ip }: Frame, destinationMac: string, token: Buffer): Buffer {
  if (ip === undefined) throw new TypeError('only IP packets are sent')
  const [source, destination] = [addressBytes(ip.source), addressBytes(ip.destination)]
  const isV6 = source.length === 16
  const body = payload(ip, token, isV6 ? Buffer.concat([source, destination]) : source, destination)
  const head = isV6
    ? Buffer.concat([
        Buffer.from([0x60, 0, 0, 0]),
        u16(body.length),
        Buffer.from([ip.protocol, 255]),
        source,
        destination,
      ])
    : headerOfIpv4(ip.protocol, body.length, source, destination)
  const packet = Buffer.concat([head, body])
  const padding = Buffer.alloc(Math.max(0, 46 - packet.length))
  return Buffer.concat([macBytes(destinationMac), macBytes(sourceMac), u16(ethertype), packet, padding])
}

function headerOfIpv4(protocol: number, length: number, source: Buffer, destination: Buffer): Buffer {
  const flags = Buffer.from([0x40, 0, 64, protocol, 0, 0])
  const head = Buffer.concat([Buffer.from([0x45, 0]), u16(20 + length), u16(1), flags, source, destination])
  head.writeUInt16BE(checksum(head), 10)
  return head
}

const SUM_AT: Readonly<Record<number, number>> = { 1: 2, 6: 16, 17: 6, 58: 2, 136: 6 }

function payload(ip: NonNullable<Frame['ip']>, token: Buffer, source: Buffer, destination: Buffer): Buffer {
  const bytes = transport(ip, token)
  const at = SUM_AT[ip.protocol]
  if (at === undefined) return bytes
  // Of IPv6 `source` is both addresses.
  const ends = source.length === 32 ? source : Buffer.concat([source, destination])
  const pseudo = Buffer.concat([ends, Buffer.from([0, ip.protocol]), u16(bytes.length)])
  bytes.writeUInt16BE(checksum(ip.protocol === 1 ? bytes : Buffer.concat([pseudo, bytes])) || 0xffff, at)
  return bytes
}

function transport(
  { protocol, sourcePort = 0, destinationPort = 0, icmpType = 0, icmpCode = 0 }: NonNullable<Frame['ip']>,
  token: Buffer,
): Buffer {
  const ports = Buffer.concat([u16(sourcePort), u16(destinationPort)])
  if (protocol === 6) {
    // Sequence number 1, a SYN, a window.
    return Buffer.concat([ports, Buffer.from([0, 0, 0, 1, 0, 0, 0, 0, 0x50, 2, 0x20, 0, 0, 0, 0, 0]), token])
  }
  if (protocol === 17) return Buffer.concat([ports, u16(8 + token.length), u16(0), token])
  if (protocol === 136) return Buffer.concat([ports, u16(0), u16(0), token])
  if (protocol === 1 || protocol === 58)
    return Buffer.concat([
      Buffer.from([icmpType, icmpCode, 0, 0]),
      // Another one each time: connection tracking would take it for what was sent before.
      token.subarray(-2),
      u16(1),
      token,
      Buffer.alloc(16),
    ])
  return Buffer.concat([ports, token, Buffer.alloc(8)])
}

/** RFC 1071. */
function checksum(bytes: Buffer): number {
  let sum = 0
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16)
  return ~sum & 0xffff
}
