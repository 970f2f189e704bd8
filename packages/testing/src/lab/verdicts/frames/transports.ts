import { u16 } from '../../guards/frames.ts'
import { crc32c } from '../../guards/checksums.ts'
import { datagram, sealed, type Payload } from './headers.ts'

export const udp = (destinationPort: number, sourcePort = 40_000): Payload => ({
  protocol: 17,
  bytes: (ends, token) => datagram(ends, sourcePort, destinationPort, token),
})

/** UDP-Lite, all of it covered by its checksum (RFC 3828). */
export const udpLite = (destinationPort: number, sourcePort = 40_000): Payload => ({
  protocol: 136,
  bytes: (ends, token) => {
    const bytes = Buffer.concat([u16(sourcePort), u16(destinationPort), u16(0), u16(0), token])
    return sealed(ends, bytes, 6)
  },
})

const FLAGS: Readonly<Record<string, number>> = { F: 1, S: 2, R: 4, P: 8, A: 16, U: 32 }
const FIRST = { client: 1_000, server: 5_000 } as const

/**
 * TCP. Sequence numbers fit the steps of one connection: `S` and `A` from the client, `SA` from the server, each of them carrying the
 * token's eight bytes.
 */
export const tcp = (destinationPort: number, flags = 'S', sourcePort = 40_000): Payload => ({
  protocol: 6,
  bytes: (ends, token) => {
    const bits = flags.split('').reduce((sum, flag) => sum | (FLAGS[flag] ?? 0), 0)
    const isServer = flags === 'SA'
    const isFirst = flags.includes('S')
    const seq = isServer ? FIRST.server : FIRST.client + (isFirst ? 0 : 1 + token.length)
    const ack = flags.includes('A') ? (isServer ? FIRST.client : FIRST.server) + 1 + token.length : 0
    const head = Buffer.alloc(20)
    head.writeUInt16BE(sourcePort, 0)
    head.writeUInt16BE(destinationPort, 2)
    head.writeUInt32BE(seq, 4)
    head.writeUInt32BE(ack, 8)
    head.writeUInt16BE((5 << 12) | bits, 12)
    head.writeUInt16BE(8_192, 14)
    return sealed(ends, Buffer.concat([head, token]), 16)
  },
})

/** An SCTP packet that asks for an association (RFC 9260, 3.3.2). The token is its tag and its window. */
export const sctp = (destinationPort: number, sourcePort = 40_000): Payload => ({
  protocol: 132,
  bytes: (_, token) => {
    const head = Buffer.concat([u16(sourcePort), u16(destinationPort), Buffer.alloc(8)])
    const init = Buffer.concat([Buffer.from([1, 0]), u16(20), token, u16(1), u16(1), Buffer.from([0, 0, 0, 1])])
    const packet = Buffer.concat([head, init])
    packet.writeUInt32LE(crc32c(packet), 8)
    return packet
  },
})

/** A protocol of which nobody looks at more than its number. */
export const protocol = (number: number, head: readonly number[] = []): Payload => ({
  protocol: number,
  bytes: (_, token) => Buffer.concat([Buffer.from(head), token, Buffer.alloc(8)]),
})
