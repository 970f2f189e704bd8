import type { ConnectionFilter } from '@netloom/core'
import { parseAddress } from '@netloom/core/kit'

/** linux/netfilter/nfnetlink_conntrack.h */
const CT_DELETE = (1 << 8) | 2
const REQUEST_AND_ACK = 1 | 4
const NESTED = 0x8000
const CTA = { tupleOriginal: 1, zone: 18, filter: 25 }
const FILTER_ORIGINAL_FLAGS = 1
const FLAG = { source: 1, destination: 2, protocol: 8, destinationPort: 32 }
const TUPLE = { ip: 1, protocol: 2 }
const FAMILY = { 4: 2, 6: 10 } as const

/** The request that has the kernel delete all connections of a filter, in one walk through its table. Pure. */
export function deleteMessage(filter: ConnectionFilter, sequence: number): Buffer {
  const { family, zone, source, destination, protocol, destinationPort } = filter
  const flags =
    (source === undefined ? 0 : FLAG.source) |
    (destination === undefined ? 0 : FLAG.destination) |
    (protocol === undefined ? 0 : FLAG.protocol) |
    (destinationPort === undefined ? 0 : FLAG.destinationPort)
  const offset = family === 4 ? 0 : 2
  const addresses = [
    ...(source === undefined ? [] : [attribute(1 + offset, bytesOf(source))]),
    ...(destination === undefined ? [] : [attribute(2 + offset, bytesOf(destination))]),
  ]
  const numbers = [
    ...(protocol === undefined ? [] : [attribute(1, Buffer.from([protocol]))]),
    ...(destinationPort === undefined ? [] : [attribute(3, short(destinationPort))]),
  ]
  const tuple = [
    ...(addresses.length === 0 ? [] : [attribute(TUPLE.ip | NESTED, ...addresses)]),
    ...(numbers.length === 0 ? [] : [attribute(TUPLE.protocol | NESTED, ...numbers)]),
  ]
  const original = Buffer.alloc(4)
  original.writeUInt32LE(flags)
  const body = Buffer.concat([
    ...(tuple.length === 0 ? [] : [attribute(CTA.tupleOriginal | NESTED, ...tuple)]),
    attribute(CTA.zone, short(zone)),
    attribute(CTA.filter | NESTED, attribute(FILTER_ORIGINAL_FLAGS, original)),
  ])
  const header = Buffer.alloc(20)
  header.writeUInt32LE(header.length + body.length, 0)
  header.writeUInt16LE(CT_DELETE, 4)
  header.writeUInt16LE(REQUEST_AND_ACK, 6)
  header.writeUInt32LE(sequence, 8)
  header.writeUInt8(FAMILY[family], 16)
  return Buffer.concat([header, body])
}

function attribute(type: number, ...parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts)
  const whole = Buffer.alloc((value.length + 7) & ~3)
  whole.writeUInt16LE(4 + value.length, 0)
  whole.writeUInt16LE(type, 2)
  value.copy(whole, 4)
  return whole
}

function short(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

function bytesOf(text: string): Buffer {
  const address = parseAddress(text)
  if (address === undefined) throw new Error(`not an address: ${text}`)
  return Buffer.from(address.value.toString(16).padStart(address.version === 4 ? 8 : 32, '0'), 'hex')
}
