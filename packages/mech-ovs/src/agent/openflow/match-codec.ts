import { fieldBytes, fieldValue, plainHex } from './field-values.ts'
import { MATCH_FIELDS, NXM_1, OXM_BASIC, type MatchField } from './oxm-fields.ts'
import type { ResolvedMatch } from './resolved-flow.ts'

const classOf = ({ nicira }: MatchField): number => (nicira === true ? NXM_1 : OXM_BASIC)
const BY_NUMBER = new Map(MATCH_FIELDS.map((field) => [(classOf(field) << 7) | field.oxm, field]))
const HAS_PORTS: ReadonlySet<number | undefined> = new Set([6, 17, 132])
const OXM_MATCH = 1
const PLAIN_HEADERS = new Map(
  MATCH_FIELDS.map((field) => [field, fieldHeader(classOf(field), field.oxm, field.width, false).toString('hex')]),
)

/**
 * The fields of a match, one after the other (OpenFlow 1.4, 7.2.3). Equal matches have equal bytes, however they are spelled.
 * @throws {RangeError | TypeError} on a value that does not fit its field.
 */
export function encodeFields(match: ResolvedMatch): Buffer {
  let hex = ''
  for (const field of MATCH_FIELDS) {
    const given = match[field.name]
    if (given === undefined || (field.ipProto !== undefined && field.ipProto !== match.ipProto)) continue
    const plain = plainHex(given, field.format, field.width)
    if (plain !== undefined) {
      hex += (PLAIN_HEADERS.get(field) ?? '') + plain
      continue
    }
    const { value, mask } = fieldBytes(given, field.format, field.width)
    if (mask?.every((byte) => byte === 0) === true) continue
    hex +=
      fieldHeader(classOf(field), field.oxm, field.width, mask !== undefined).toString('hex') + value.toString('hex')
    hex += mask?.toString('hex') ?? ''
  }
  if ((match.portSrc ?? match.portDst) !== undefined && !HAS_PORTS.has(match.ipProto))
    throw new TypeError('ports are matched with IP protocol 6 (TCP), 17 (UDP) or 132 (SCTP) only')
  // Digits first and one buffer at the end: ten thousand flows would be made of a hundred thousand buffers.
  return Buffer.from(hex + (match.others ?? []).join(''), 'hex')
}

/** Reads what `encodeFields` and switches write. */
export function decodeFields(bytes: Buffer): ResolvedMatch {
  const match: Record<string, string | number> = {}
  const others: string[] = []
  for (let at = 0; at + 4 <= bytes.length;) {
    const size = 4 + bytes.readUInt8(at + 3)
    const field = BY_NUMBER.get((bytes.readUInt16BE(at) << 7) | (bytes.readUInt8(at + 2) >> 1))
    const value = field && readField(bytes.subarray(at, at + size), field)
    if (field === undefined || value === undefined) others.push(bytes.toString('hex', at, at + size))
    else match[field.name] = value
    at += size
  }
  return others.length === 0 ? match : { ...match, others: others.sort() }
}

/** `ofp_match` around the fields, padded to eight bytes. */
export function wrapMatch(fields: Buffer): Buffer {
  const match = Buffer.alloc(padded(4 + fields.length))
  writeMatch(fields, match, 0)
  return match
}

/** Like `wrapMatch`, into zeroed bytes. Returns where what follows begins. */
export function writeMatch(fields: Buffer, bytes: Buffer, at: number): number {
  bytes.writeUInt16BE(OXM_MATCH, at)
  bytes.writeUInt16BE(4 + fields.length, at + 2)
  fields.copy(bytes, at + 4)
  return at + padded(4 + fields.length)
}

/** The fields within an `ofp_match`, and where what follows it begins. */
export function unwrapMatch(bytes: Buffer, at: number): { readonly fields: Buffer; readonly end: number } {
  const length = bytes.readUInt16BE(at + 2)
  return { fields: bytes.subarray(at + 4, at + length), end: at + padded(length) }
}

export const padded = (length: number): number => (length + 7) & ~7

export function fieldHeader(fieldClass: number, field: number, width: number, masked: boolean): Buffer {
  const header = Buffer.alloc(4)
  header.writeUInt16BE(fieldClass, 0)
  header.writeUInt8((field << 1) | (masked ? 1 : 0), 2)
  header.writeUInt8(masked ? 2 * width : width, 3)
  return header
}

function readField(tlv: Buffer, field: MatchField): string | number | undefined {
  const masked = (tlv.readUInt8(2) & 1) === 1
  const value = tlv.subarray(4, 4 + field.width)
  const mask = masked ? tlv.subarray(4 + field.width) : undefined
  // A part of a number is nothing that we write.
  if (mask !== undefined && field.format === 'number') return undefined
  const read = fieldValue(mask === undefined ? { value } : { value, mask }, field.format)
  return typeof read === 'number' && !Number.isSafeInteger(read) ? undefined : read
}
