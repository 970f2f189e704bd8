import { encodeMessage, TYPE, VERSION } from './protocol.ts'

const VERSION_BITMAP = 1
/** Release names by wire number. */
const NAMES = ['', '1.0', '1.1', '1.2', '1.3', '1.4', '1.5']

/** The bridge does not offer our version. */
export class OpenFlowVersionError extends Error {
  override readonly name = 'OpenFlowVersionError'
}

/** Says that we speak `VERSION` and nothing else. */
export function encodeHello(xid: number): Buffer {
  const body = Buffer.alloc(8)
  body.writeUInt16BE(VERSION_BITMAP, 0)
  body.writeUInt16BE(body.length, 2)
  body.writeUInt32BE(1 << VERSION, 4)
  return encodeMessage(TYPE.hello, xid, body)
}

/** @throws {OpenFlowVersionError} A hello without a list stands for all up to its own version. */
export function checkHello(version: number, body: Buffer): void {
  let versions = (2 << version) - 1
  for (let at = 0; at + 8 <= body.length; at += Math.max(8, (body.readUInt16BE(at + 2) + 7) & ~7))
    if (body.readUInt16BE(at) === VERSION_BITMAP) versions = body.readUInt32BE(at + 4)
  if ((versions & (1 << VERSION)) !== 0) return
  const offered = NAMES.filter((name, version) => name !== '' && (versions & (1 << version)) !== 0)
  throw new OpenFlowVersionError(
    `the bridge offers OpenFlow ${offered.join(', ') || 'of unknown versions'} but not 1.4; add OpenFlow14 to its protocols, or clear them`,
  )
}
