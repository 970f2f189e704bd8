import { ipBytes as ip, u16 } from '../../guards/frames.ts'
import { checksum } from '../../guards/checksums.ts'
import { datagram, header4, header6, sealed, type Ends, type Payload } from './headers.ts'

/** ICMP; of echoes `id` is what request and reply share. */
export const icmp = (type: number, code = 0, id = 7): Payload => ({
  protocol: 1,
  bytes: (_, token) => {
    const bytes = Buffer.concat([Buffer.from([type, code]), u16(0), u16(id), u16(1), token, Buffer.alloc(12)])
    bytes.writeUInt16BE(checksum(bytes), 2)
    return bytes
  },
})

export const icmp6 = (type: number, code = 0, id = 7): Payload =>
  icmp6With(type, code, () => Buffer.concat([u16(id), u16(1)]))

/** Neighbour discovery about an address; `about` says which. The token hides in an option that nobody knows. */
export const neighbour = (
  type: 133 | 134 | 135 | 136,
  about: (ends: Ends) => string = ({ destination }) => destination,
): Payload => ({
  protocol: 58,
  bytes: (ends, token) => {
    const target = type === 135 || type === 136 ? ip(about(ends)) : type === 134 ? Buffer.alloc(8) : Buffer.alloc(0)
    const option = Buffer.concat([Buffer.from([253, 2]), token, Buffer.alloc(6)])
    return sealed(ends, Buffer.concat([Buffer.from([type, 0, 0, 0]), Buffer.alloc(4), target, option]), 2)
  },
})

const icmp6With = (type: number, code: number, rest: (ends: Ends) => Buffer): Payload => ({
  protocol: 58,
  bytes: (ends, token) =>
    sealed(ends, Buffer.concat([Buffer.from([type, code]), u16(0), rest(ends), token, Buffer.alloc(12)]), 2),
})

/** An error about a UDP packet that the station which now gets the error had sent. */
export const icmpError = (type: number, code: number, destinationPort: number, sourcePort = 40_000): Payload => ({
  protocol: 1,
  bytes: ({ source, destination }, token) => {
    const inner = { source: destination, destination: source, protocol: 17 }
    const about = header4(inner, datagram(inner, sourcePort, destinationPort, token), token)
    const bytes = Buffer.concat([Buffer.from([type, code]), u16(0), Buffer.alloc(4), about])
    bytes.writeUInt16BE(checksum(bytes), 2)
    return bytes
  },
})

export const icmp6Error = (type: number, code: number, destinationPort: number, sourcePort = 40_000): Payload => ({
  protocol: 58,
  bytes: (ends, token) => {
    const inner = { source: ends.destination, destination: ends.source, protocol: 17 }
    const about = header6(inner, datagram(inner, sourcePort, destinationPort, token))
    return sealed(ends, Buffer.concat([Buffer.from([type, code]), u16(0), Buffer.alloc(4), about]), 2)
  },
})
