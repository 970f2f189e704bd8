import type { ConnectionFilter } from '@netloom/core'
import { parseCidr } from '@netloom/core/kit'
import { attribute, attributes, NESTED, short } from '../netlink/attributes.ts'
import { bytesOf } from '../netlink/messages.ts'

/** linux/netfilter/nfnetlink_conntrack.h */
const MESSAGE = { get: (1 << 8) | 1, delete: (1 << 8) | 2 }
const REQUEST = { acknowledged: 1 | 4, list: 1 | 0x300 }
const CTA = { tupleOriginal: 1, tupleReply: 2, id: 12, zone: 18, filter: 25 }
const FILTER = { original: 1, reply: 2 }
const FLAG = { source: 1, destination: 2, protocol: 8, destinationPort: 32 }
const TUPLE = { ip: 1, protocol: 2 }
const FAMILY = { 4: 2, 6: 10 } as const

/** The request that has the kernel delete all connections of a filter, in one walk through its table. Pure. */
export const deleteMessage = (filter: ConnectionFilter, sequence: number): Buffer =>
  message(MESSAGE.delete, REQUEST.acknowledged, filter.family, sequence, filterBody(filter))

/** The request for a list of the connections of a filter. Pure. */
export const listMessage = (filter: ConnectionFilter, sequence: number): Buffer =>
  message(MESSAGE.get, REQUEST.list, filter.family, sequence, filterBody(filter))

/** The request that deletes the one connection that was listed like that. Pure. */
export function deleteListedMessage(listed: Buffer, { family }: ConnectionFilter, sequence: number): Buffer {
  const has = attributes(listed.subarray(20))
  const part = (type: number, nested = 0): readonly Buffer[] => {
    const value = has.get(type)
    return value === undefined ? [] : [attribute(type | nested, value)]
  }
  const body = Buffer.concat([...part(CTA.tupleOriginal, NESTED), ...part(CTA.id), ...part(CTA.zone)])
  return message(MESSAGE.delete, REQUEST.acknowledged, family, sequence, body)
}

/** Whether what was listed is of the filter. Pure. */
export function isOfFilter(listed: Buffer, filter: ConnectionFilter): boolean {
  const { family, zone, source, destination, replyDestination, protocol, destinationPort, destinationPorts } = filter
  if (listed.readUInt8(16) !== FAMILY[family]) return false
  const has = attributes(listed.subarray(20))
  const tuple = attributes(has.get(CTA.tupleOriginal) ?? Buffer.alloc(0))
  const ip = attributes(tuple.get(TUPLE.ip) ?? Buffer.alloc(0))
  const reply = attributes(has.get(CTA.tupleReply) ?? Buffer.alloc(0))
  const replyIp = attributes(reply.get(TUPLE.ip) ?? Buffer.alloc(0))
  const numbers = attributes(tuple.get(TUPLE.protocol) ?? Buffer.alloc(0))
  const offset = offsetOf(family)
  const is = (value: Buffer | undefined, wanted: Buffer | undefined): boolean =>
    wanted === undefined || value?.equals(wanted) === true
  return (
    (has.get(CTA.zone)?.readUInt16BE() ?? 0) === zone &&
    isWithin(ip.get(1 + offset), source) &&
    isWithin(ip.get(2 + offset), destination) &&
    isOneOf(ip.get(1 + offset), filter.sources) &&
    isOneOf(ip.get(2 + offset), filter.destinations) &&
    is(replyIp.get(2 + offset), replyDestination === undefined ? undefined : bytesOf(replyDestination)) &&
    is(numbers.get(1), protocol === undefined ? undefined : Buffer.from([protocol])) &&
    is(numbers.get(3), destinationPort === undefined ? undefined : short(destinationPort)) &&
    isAmong(numbers.get(3)?.readUInt16BE(), destinationPorts)
  )
}

/** Asked again for each connection that is listed. */
const wantedBytes = new WeakMap<readonly string[], ReadonlySet<string>>()

function isOneOf(address: Buffer | undefined, wanted: readonly string[] | undefined): boolean {
  if (wanted === undefined) return true
  let all = wantedBytes.get(wanted)
  if (all === undefined) {
    all = new Set(wanted.map((one) => bytesOf(one).toString('hex')))
    wantedBytes.set(wanted, all)
  }
  return address !== undefined && all.has(address.toString('hex'))
}

/** Whether a port is one of a range; everything is of none. */
export const isAmong = (port: number | undefined, ports: ConnectionFilter['destinationPorts']): boolean =>
  ports === undefined || (port !== undefined && ports[0] <= port && port <= ports[1])

function isWithin(address: Buffer | undefined, wanted: string | undefined): boolean {
  if (wanted === undefined) return true
  const cidr = parseCidr(wanted)
  if (cidr === undefined) return address?.equals(bytesOf(wanted)) === true
  const value = BigInt(`0x${address?.toString('hex') ?? '0'}`)
  return address !== undefined && cidr.first <= value && value <= cidr.last
}

function filterBody(filter: ConnectionFilter): Buffer {
  const { family, zone, source, destination, replyDestination, protocol, destinationPort } = filter
  const flags =
    (source === undefined ? 0 : FLAG.source) |
    (destination === undefined ? 0 : FLAG.destination) |
    (protocol === undefined ? 0 : FLAG.protocol) |
    (destinationPort === undefined ? 0 : FLAG.destinationPort)
  const offset = offsetOf(family)
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
  const reply =
    replyDestination === undefined
      ? []
      : [attribute(TUPLE.ip | NESTED, attribute(2 + offset, bytesOf(replyDestination)))]
  return Buffer.concat([
    ...(tuple.length === 0 ? [] : [attribute(CTA.tupleOriginal | NESTED, ...tuple)]),
    ...(reply.length === 0 ? [] : [attribute(CTA.tupleReply | NESTED, ...reply)]),
    attribute(CTA.zone, short(zone)),
    attribute(
      CTA.filter | NESTED,
      attribute(FILTER.original, word(flags)),
      attribute(FILTER.reply, word(reply.length === 0 ? 0 : FLAG.destination)),
    ),
  ])
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function message(type: number, flags: number, family: 4 | 6, sequence: number, body: Buffer): Buffer {
  const header = Buffer.alloc(20)
  header.writeUInt32LE(header.length + body.length, 0)
  header.writeUInt16LE(type, 4)
  header.writeUInt16LE(flags, 6)
  header.writeUInt32LE(sequence, 8)
  header.writeUInt8(FAMILY[family], 16)
  // Of version 0 the kernel would not heed the family when it deletes, and delete both.
  header.writeUInt8(1, 17)
  return Buffer.concat([header, body])
}

const offsetOf = (family: 4 | 6): number => (family === 4 ? 0 : 2)
