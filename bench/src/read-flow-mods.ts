const HEADER = 8
const FLOW_MOD = 14
const BUNDLE_ADD = 34
/** In front of the message in a bundle (OpenFlow 1.4, 7.3.9.6). */
const BUNDLE_HEAD = 16
const ADD = 0

/** A flow mod as it went over the wire. */
export interface SentFlowMod {
  readonly isAdd: boolean
  readonly table: number
  /** As `ovs-ofctl` writes it: `0x6e6c…`. */
  readonly cookie: string
}

/** Finds flow mods, in bundles or alone, in what is sent to a switch (OpenFlow 1.4, 7.3.4.1). */
export class FlowModReader {
  private rest: Buffer = Buffer.alloc(0)

  constructor(private readonly found: (mod: SentFlowMod) => void) {}

  read(chunk: Buffer): void {
    this.rest = Buffer.concat([this.rest, chunk])
    while (this.rest.length >= HEADER) {
      const length = Math.max(HEADER, this.rest.readUInt16BE(2))
      if (this.rest.length < length) return
      this.message(this.rest.subarray(0, length))
      this.rest = this.rest.subarray(length)
    }
  }

  private message(bytes: Buffer): void {
    const type = bytes.readUInt8(1)
    if (type === BUNDLE_ADD) this.message(bytes.subarray(BUNDLE_HEAD))
    else if (type === FLOW_MOD)
      this.found({
        cookie: `0x${bytes.readBigUInt64BE(HEADER).toString(16)}`,
        table: bytes.readUInt8(HEADER + 16),
        isAdd: bytes.readUInt8(HEADER + 17) === ADD,
      })
  }
}
