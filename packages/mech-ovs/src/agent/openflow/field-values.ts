import { parseIp, stringifyIp } from 'ip-bigint'
import { bitsBytes, bitsText, ctStateBytes, ctStateText, fragmentBytes, fragmentText } from './bit-values.ts'
import type { FieldBytes } from './field-bytes.ts'
import type { FieldFormat } from './oxm-fields.ts'

/** Set in a VLAN field of a packet that has a tag (OFPVID_PRESENT). */
export const VLAN_PRESENT = 0x1000
const PRESENT = Buffer.from([0x10, 0x00])

/** A value of our data as bytes of the wire. @throws {RangeError} when it does not fit. @throws {TypeError} when it is none. */
export function fieldBytes(given: string | number, format: FieldFormat, width: number): FieldBytes {
  if (format === 'vlan' && given === 'tagged') return { value: PRESENT, mask: PRESENT }
  if (format === 'vlan') return { value: numberBytes(given === 'none' ? 0 : VLAN_PRESENT | Number(given), width) }
  if (format === 'bits') return bitsBytes(given, width)
  if (format === 'ct-state') return ctStateBytes(String(given), width)
  if (format === 'fragment') return fragmentBytes(given)
  if (typeof given === 'number') return { value: numberBytes(given, width) }
  const [text = '', maskText] = given.split('/')
  const value = addressBytes(text, format)
  if (value.length !== width) throw new TypeError(`${given} does not fit into ${String(width)} bytes`)
  if (maskText === undefined) return { value }
  const mask = maskText.includes(':') ? addressBytes(maskText, format) : prefixMask(Number(maskText), width)
  if (mask.every((byte) => byte === 0xff)) return { value }
  return { value: Buffer.from(value.map((byte, at) => byte & (mask[at] ?? 0))), mask }
}

/** Like `fieldBytes`, as hexadecimal digits and without making a buffer; undefined = there is a mask, or reason to throw. */
export function plainHex(given: string | number, format: FieldFormat, width: number): string | undefined {
  switch (format) {
    case 'vlan':
      return given === 'tagged' ? undefined : numberHex(given === 'none' ? 0 : VLAN_PRESENT | Number(given), width)
    case 'mac':
      return typeof given === 'string' && MAC.test(given) ? given.replaceAll(':', '').toLowerCase() : undefined
    case 'ipv4':
      return typeof given === 'string' ? ipv4Hex(given) : undefined
    case 'number':
    case 'bits':
      return typeof given === 'number' ? numberHex(given, width) : undefined
    case 'ipv6':
    case 'ct-state':
    case 'fragment':
      return undefined
  }
}

/** The reverse. A mask that is no prefix is written out. undefined = it is nothing that we write. */
export function fieldValue({ value, mask }: FieldBytes, format: FieldFormat): string | number | undefined {
  if (format === 'bits') return bitsText({ value, ...(mask !== undefined && { mask }) })
  if (format === 'ct-state') return ctStateText({ value, ...(mask !== undefined && { mask }) })
  if (format === 'fragment') return fragmentText({ value, ...(mask !== undefined && { mask }) })
  if (format === 'vlan' && mask !== undefined)
    return value.equals(PRESENT) && mask.equals(PRESENT) ? 'tagged' : undefined
  if (format === 'vlan') {
    const vlan = value.readUInt16BE()
    return vlan === 0 ? 'none' : vlan & ~VLAN_PRESENT
  }
  if (format === 'number') return Number(BigInt(`0x${value.toString('hex')}`))
  const text = addressText(value, format)
  if (mask === undefined) return text
  if (format === 'mac') return `${text}/${addressText(mask, format)}`
  return `${text}/${String(prefixLength(mask) ?? addressText(mask, format))}`
}

export function numberBytes(number: number, width: number): Buffer {
  if (!Number.isSafeInteger(number) || number < 0 || (width < 7 && number >= 2 ** (8 * width)))
    throw new RangeError(`${String(number)} does not fit into ${String(width)} bytes`)
  const bytes = Buffer.alloc(width)
  if (width <= 6) bytes.writeUIntBE(number, 0, width)
  else bytes.writeBigUInt64BE(BigInt(number), width - 8)
  return bytes
}

const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i
const IPV4 = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/

function numberHex(number: number, width: number): string | undefined {
  if (!Number.isSafeInteger(number) || number < 0) return undefined
  const digits = number.toString(16).padStart(2 * width, '0')
  return digits.length === 2 * width ? digits : undefined
}

function ipv4Hex(text: string): string | undefined {
  const found = IPV4.exec(text)
  if (found === null) return undefined
  let number = 0
  for (let at = 1; at <= 4; at++) {
    const byte = Number(found[at])
    if (byte > 255) return undefined
    number = number * 256 + byte
  }
  return number.toString(16).padStart(8, '0')
}

function addressBytes(text: string, format: FieldFormat): Buffer {
  if (format === 'mac') {
    if (!MAC.test(text)) throw new TypeError(`${text} is no MAC address`)
    return Buffer.from(text.replaceAll(':', ''), 'hex')
  }
  const { number, version } = parseIp(text)
  if (version !== (format === 'ipv4' ? 4 : 6)) throw new TypeError(`${text} is no ${format} address`)
  return Buffer.from(number.toString(16).padStart(version === 4 ? 8 : 32, '0'), 'hex')
}

function addressText(bytes: Buffer, format: FieldFormat): string {
  const hex = bytes.toString('hex')
  if (format === 'mac') return hex.replace(/..(?!$)/g, '$&:')
  if (format === 'ipv4') return bytes.join('.')
  return stringifyIp({ number: BigInt(`0x${hex}`), version: 6 })
}

function prefixMask(length: number, width: number): Buffer {
  if (!Number.isInteger(length) || length < 0 || length > 8 * width)
    throw new TypeError(`/${String(length)} is no prefix length`)
  return Buffer.from(
    Array.from({ length: width }, (_, at) => (0xff00 >> Math.min(8, Math.max(0, length - 8 * at))) & 0xff),
  )
}

function prefixLength(mask: Buffer): number | undefined {
  const bits = [...mask].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const length = bits.indexOf('0')
  return bits.includes('1', length) ? undefined : length
}
