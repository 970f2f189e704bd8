import type { ConnectionFilter } from '@netloom/core'
import { ACK, attribute, bytesOf, message, NESTED, REQUEST, short } from '../netlink/messages.ts'

/** linux/netfilter/nfnetlink_conntrack.h */
const CT_DELETE = (1 << 8) | 2
const CTA = { tupleOriginal: 1, tupleReply: 2, zone: 18, filter: 25 }
const FILTER_FLAGS = { original: 1, reply: 2 }
const FLAG = { source: 1, destination: 2, protocol: 8, destinationPort: 32 }
const TUPLE = { ip: 1, protocol: 2 }
const FAMILY = { 4: 2, 6: 10 } as const

/** The request that has the kernel delete all connections of a filter, in one walk through its table. Pure. */
export function deleteMessage(filter: ConnectionFilter, sequence: number): Buffer {
  const { family, zone, source, destination, replyDestination, protocol, destinationPort } = filter
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
  const reply =
    replyDestination === undefined
      ? []
      : [attribute(TUPLE.ip | NESTED, attribute(2 + offset, bytesOf(replyDestination)))]
  const body = Buffer.concat([
    nfgenmsg(FAMILY[family]),
    ...(tuple.length === 0 ? [] : [attribute(CTA.tupleOriginal | NESTED, ...tuple)]),
    ...(reply.length === 0 ? [] : [attribute(CTA.tupleReply | NESTED, ...reply)]),
    attribute(CTA.zone, short(zone)),
    attribute(
      CTA.filter | NESTED,
      attribute(FILTER_FLAGS.original, word(flags)),
      ...(reply.length === 0 ? [] : [attribute(FILTER_FLAGS.reply, word(FLAG.destination))]),
    ),
  ])
  return message(CT_DELETE, REQUEST | ACK, body, sequence)
}

const nfgenmsg = (family: number): Buffer => Buffer.from([family, 0, 0, 0])

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
