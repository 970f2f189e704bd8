/*
 * Numbers of OpenFlow 1.4 (ONF TS-012) and of Nicira's extensions that Open vSwitch understands in it.
 *
 * 1.4 and not 1.3, because it has bundles and flow monitors of its own and every Open vSwitch since 2.14 offers it unless the
 * bridge's `protocols` say otherwise. Not 1.5, whose set-field and copy-field would replace the actions that we compare.
 */
export const VERSION = 5

export const TYPE = {
  hello: 0,
  error: 1,
  echoRequest: 2,
  echoReply: 3,
  setConfig: 9,
  flowMod: 14,
  multipartRequest: 18,
  multipartReply: 19,
  barrierRequest: 20,
  barrierReply: 21,
  bundleControl: 33,
  bundleAdd: 34,
} as const

export const MULTIPART = { flow: 1, flowMonitor: 16 } as const

/** Flags of OFPT_SET_CONFIG: ports and types of a first fragment are seen (Nicira's `OFPC_FRAG_NX_MATCH`). */
export const SEE_FIRST_FRAGMENTS = 3

export const HEADER = 8

export const NICIRA = 0x00002320

export const ALL_TABLES = 0xff

/** `out_port` and `out_group` of a request that does not care. */
export const ANY = 0xffffffff

export const PORT = { inPort: 0xfffffff8, normal: 0xfffffffa } as const

/** Eight bytes that say who sends what to whom. */
export interface Message {
  /** As in the header; another than ours only in a hello. */
  readonly version: number
  readonly type: number
  readonly xid: number
  /** Behind the header. */
  readonly body: Buffer
}

export function encodeMessage(type: number, xid: number, body: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER + body.length)
  writeHeader(type, xid, bytes.length, bytes, 0)
  body.copy(bytes, HEADER)
  return bytes
}

/** @param length of the whole message */
export function writeHeader(type: number, xid: number, length: number, bytes: Buffer, at: number): void {
  bytes.writeUInt8(VERSION, at)
  bytes.writeUInt8(type, at + 1)
  bytes.writeUInt16BE(length, at + 2)
  bytes.writeUInt32BE(xid, at + 4)
}
