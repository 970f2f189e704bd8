const ALIGNED = ~3

/** An attribute of netlink: length, type, value, and what fills the last word. */
export function attribute(type: number, ...parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts)
  const whole = Buffer.alloc((value.length + 7) & ALIGNED)
  whole.writeUInt16LE(4 + value.length, 0)
  whole.writeUInt16LE(type, 2)
  value.copy(whole, 4)
  return whole
}

export const NESTED = 0x8000

/** Values of the attributes that follow each other, by type. */
export function attributes(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const found = new Map<number, Buffer>()
  for (let at = 0; at + 4 <= bytes.length;) {
    const length = bytes.readUInt16LE(at)
    if (length < 4 || at + length > bytes.length) break
    found.set(bytes.readUInt16LE(at + 2) & 0x3fff, bytes.subarray(at + 4, at + length))
    at += (length + 3) & ALIGNED
  }
  return found
}

/** Messages that came in one datagram. */
export function* messages(bytes: Buffer): Iterable<Buffer> {
  for (let at = 0; at + 16 <= bytes.length;) {
    const length = bytes.readUInt32LE(at)
    if (length < 16 || at + length > bytes.length) return
    yield bytes.subarray(at, at + length)
    at += (length + 3) & ALIGNED
  }
}

export function short(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}
