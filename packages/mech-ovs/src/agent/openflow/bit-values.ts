import type { FieldBytes } from './field-bytes.ts'

/** Bits of `ct_state` (ovs-fields(7)). */
const CT_BITS = { new: 0x01, est: 0x02, rel: 0x04, rpl: 0x08, inv: 0x10, trk: 0x20 } as const
const CT_STATE = /([+-])(new|est|rel|rpl|inv|trk)/g
const BITS = /^0x([0-9a-f]+)(?:\/0x([0-9a-f]+))?$/i

/** `0x1f`, or some of its bits, as `0x10/0x30`. @throws {TypeError | RangeError} */
export function bitsBytes(given: string | number, width: number): FieldBytes {
  const text = typeof given === 'number' ? `0x${given.toString(16)}` : given
  const [, value, mask] = BITS.exec(text) ?? []
  if (value === undefined) throw new TypeError(`${text} is no number like 0x10 or 0x10/0x30`)
  const bits = hexBytes(value, width)
  if (mask === undefined) return { value: bits }
  const counted = hexBytes(mask, width)
  if (counted.every((byte) => byte === 0xff)) return { value: bits }
  return { value: Buffer.from(bits.map((byte, at) => byte & (counted[at] ?? 0))), mask: counted }
}

export function bitsText({ value, mask }: FieldBytes): string | number {
  const text = hexText(value)
  if (mask !== undefined) return `${text}/${hexText(mask)}`
  return value.length <= 6 ? Number(text) : text
}

/** `+trk-inv`. @throws {TypeError} for a word that is no state */
export function ctStateBytes(given: string, width: number): FieldBytes {
  let [value, mask] = [0, 0]
  let length = 0
  for (const [word, sign, name] of given.matchAll(CT_STATE)) {
    const bit = CT_BITS[name as keyof typeof CT_BITS]
    mask |= bit
    if (sign === '+') value |= bit
    length += word.length
  }
  if (length !== given.length || length === 0) throw new TypeError(`${given} is no state of a connection, as +trk-inv`)
  return bitsBytes(`0x${value.toString(16)}/0x${mask.toString(16)}`, width)
}

/** undefined = it asks for states that have no name here. */
export function ctStateText({ value, mask }: FieldBytes): string | undefined {
  const [has, asked] = [value.readUInt32BE(), mask?.readUInt32BE() ?? 0xffffffff]
  const known = Object.values(CT_BITS).reduce((sum, bit) => sum | bit, 0)
  if (asked > known) return undefined
  return Object.entries(CT_BITS)
    .flatMap(([name, bit]) => ((asked & bit) === 0 ? [] : [`${(has & bit) === 0 ? '-' : '+'}${name}`]))
    .join('')
}

/** Bits of `ip_frag`: it is a fragment, and not the first. */
const FRAGMENT = Buffer.from([1])
const LATER = Buffer.from([3])

/** @throws {TypeError} */
export function fragmentBytes(given: string | number): FieldBytes {
  if (given === 'later') return { value: LATER }
  if (given === 'yes') return { value: FRAGMENT, mask: FRAGMENT }
  throw new TypeError(`${String(given)} is no sort of fragment: yes or later`)
}

/** undefined = it is a sort that we never ask for. */
export function fragmentText({ value, mask }: FieldBytes): string | undefined {
  if (mask === undefined) return value.equals(LATER) ? 'later' : undefined
  return mask.equals(FRAGMENT) && value.equals(FRAGMENT) ? 'yes' : undefined
}

function hexBytes(digits: string, width: number): Buffer {
  const all = digits.replace(/^0+/, '').padStart(2 * width, '0')
  if (all.length > 2 * width) throw new RangeError(`0x${digits} does not fit into ${String(width)} bytes`)
  return Buffer.from(all, 'hex')
}

const hexText = (bytes: Buffer): string => `0x${bytes.toString('hex').replace(/^0+(?=.)/, '')}`
