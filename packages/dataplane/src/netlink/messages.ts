import { parseAddress } from '@netloom/core/kit'

/* Pieces of netlink messages (linux/netlink.h). Pure. */

export const REQUEST = 1
export const ACK = 4
export const REPLACE = 0x100
export const EXCLUSIVE = 0x200
export const CREATE = 0x400

/** Of addresses. */
export const FAMILY = { 4: 2, 6: 10 } as const

export function message(type: number, flags: number, body: Buffer, sequence = 1): Buffer {
  const header = Buffer.alloc(16)
  header.writeUInt32LE(header.length + body.length, 0)
  header.writeUInt16LE(type, 4)
  header.writeUInt16LE(flags, 6)
  header.writeUInt32LE(sequence, 8)
  return Buffer.concat([header, body])
}

/** @throws {Error} for a text that is no address */
export function bytesOf(text: string): Buffer {
  const address = parseAddress(text)
  if (address === undefined) throw new Error(`not an address: ${text}`)
  return Buffer.from(address.value.toString(16).padStart(address.version === 4 ? 8 : 32, '0'), 'hex')
}
