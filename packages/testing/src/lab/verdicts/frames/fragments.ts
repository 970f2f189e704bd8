import { ETHERTYPE } from '@netloom/core/firewall'
import { ethernet, u16 } from '../../guards/frames.ts'
import { datagram, FRAGMENT, header4, header6, type Payload } from './headers.ts'
import type { PacketOf } from './packets.ts'

/** The same packet in two fragments, the first with the header of its protocol; `only` one of them is sent, or both. */
export const fragments4 =
  (payload: Payload, only?: 'first' | 'later'): PacketOf =>
  (from, to, token) => {
    const ends = { source: from.ip, destination: to.ip, protocol: payload.protocol }
    const parts = halves(payload.bytes(ends, token), token).map(({ at, isLast, bytes }) =>
      ethernet(from.mac, to.mac, ETHERTYPE.ipv4, header4(ends, bytes, token, (isLast ? 0 : 0x2000) | (at / 8))),
    )
    return chosen(parts, only)
  }

export const fragments6 =
  (payload: Payload, only?: 'first' | 'later'): PacketOf =>
  (from, to, token) => {
    const ends = { source: from.ip6, destination: to.ip6, protocol: payload.protocol }
    const parts = halves(payload.bytes(ends, token), token).map(({ at, isLast, bytes }) => {
      const head = Buffer.concat([
        Buffer.from([payload.protocol, 0]),
        u16(at | (isLast ? 0 : 1)),
        Buffer.from('nlvk'),
        bytes,
      ])
      token.copy(head, 4, 4, 8)
      return ethernet(from.mac, to.mac, ETHERTYPE.ipv6, header6({ ...ends, protocol: FRAGMENT }, head))
    })
    return chosen(parts, only)
  }

const chosen = (parts: readonly Buffer[], only?: 'first' | 'later'): readonly Buffer[] =>
  only === undefined ? parts : parts.slice(...(only === 'first' ? [0, 1] : [1]))

/** Big enough that no switch takes the first for too small a fragment. */
const FIRST_PART = 1_240

/** A payload that ends with the token is made long, with the token at the end of each of its parts. */
function halves(body: Buffer, token: Buffer): readonly { at: number; isLast: boolean; bytes: Buffer }[] {
  if (body.length !== LONG) throw new Error('only what `long` made can be cut')
  token.copy(body, FIRST_PART - token.length)
  return [
    { at: 0, isLast: false, bytes: body.subarray(0, FIRST_PART) },
    { at: FIRST_PART, isLast: true, bytes: body.subarray(FIRST_PART) },
  ]
}
const LONG = 1_600

/** A UDP packet that is long enough for two fragments. The token is at the end of both, and its checksum is right. */
export const longUdp = (destinationPort: number, sourcePort = 40_000): Payload => ({
  protocol: 17,
  bytes: (ends, token) => {
    const filling = Buffer.alloc(LONG - 8, 0x5a)
    token.copy(filling, FIRST_PART - 8 - token.length)
    token.copy(filling, filling.length - token.length)
    return datagram(ends, sourcePort, destinationPort, filling)
  },
})
