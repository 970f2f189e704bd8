import { ipBytes as ip, u16 } from '../../guards/frames.ts'
import { checksum } from '../../guards/checksums.ts'

/** What an IP packet carries: its protocol, and its bytes once both addresses are known. */
export interface Payload {
  readonly protocol: number
  readonly bytes: (ends: Ends, token: Buffer) => Buffer
}

export interface Ends {
  readonly source: string
  readonly destination: string
  readonly protocol: number
}

export function header4(
  { source, destination, protocol }: Ends,
  body: Buffer,
  token: Buffer,
  fragment = 0x4000,
): Buffer {
  const head = Buffer.concat([
    Buffer.from([0x45, 0]),
    u16(20 + body.length),
    token.subarray(6, 8),
    u16(fragment),
    Buffer.from([64, protocol]),
    u16(0),
    ip(source),
    ip(destination),
  ])
  head.writeUInt16BE(checksum(head), 10)
  return Buffer.concat([head, body])
}

export const header6 = ({ source, destination, protocol }: Ends, body: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from([0x60, 0, 0, 0]),
    u16(body.length),
    Buffer.from([protocol, 255]),
    ip(source),
    ip(destination),
    body,
  ])

/** RFC 8200, 8.1, and RFC 768. */
function pseudoHeader({ source, destination, protocol }: Ends, length: number): Buffer {
  const isV6 = source.includes(':')
  const tail = isV6
    ? [u16(0), u16(length), Buffer.from([0, 0, 0, protocol])]
    : [Buffer.from([0, protocol]), u16(length)]
  return Buffer.concat([ip(source), ip(destination), ...tail])
}

export function datagram(ends: Ends, from: number, to: number, data: Buffer): Buffer {
  const bytes = Buffer.concat([u16(from), u16(to), u16(8 + data.length), u16(0), data])
  return sealed(ends, bytes, 6)
}

export function sealed(ends: Ends, bytes: Buffer, at: number): Buffer {
  bytes.writeUInt16BE(checksum(Buffer.concat([pseudoHeader(ends, bytes.length), bytes])) || 0xffff, at)
  return bytes
}

/** Header of IPv6 that stands before fragments (RFC 8200, 4.5). */
export const FRAGMENT = 44
