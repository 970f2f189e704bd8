import { HEADER, TYPE, VERSION, type Message } from './protocol.ts'

/** Cuts a stream into messages. What it keeps back is never more than one message, at most 64 KiB. */
export class MessageSplitter {
  private rest: Buffer = Buffer.alloc(0)

  /** Messages that are whole now; their bytes are good until the next call. @throws {Error} on a length that cannot be. */
  push(chunk: Buffer): readonly Message[] {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk])
    const messages: Message[] = []
    let at = 0
    while (at + HEADER <= bytes.length) {
      const length = bytes.readUInt16BE(at + 2)
      if (length < HEADER) throw new Error(`a message of ${String(length)} bytes is no OpenFlow`)
      if (at + length > bytes.length) break
      const type = bytes.readUInt8(at + 1)
      const version = bytes.readUInt8(at)
      if (version !== VERSION && type > TYPE.error)
        throw new Error(`a message of OpenFlow wire version ${String(version)} where another was agreed`)
      messages.push({ version, type, xid: bytes.readUInt32BE(at + 4), body: bytes.subarray(at + HEADER, at + length) })
      at += length
    }
    this.rest = Buffer.from(bytes.subarray(at))
    return messages
  }
}
