import { decodePayload, type Payload } from './ethernet.ts'

const LINKTYPE_LINUX_SLL2 = 276
const PACKET_OUTGOING = 4
const FILE_HEADER = 24
const RECORD_HEADER = 16
const SLL2_HEADER = 20

/** One frame as a capture on all devices saw it. */
export interface CapturedFrame {
  /** Seconds since the epoch. */
  readonly time: number
  readonly ifindex: number
  /** Seen from the namespace of the capture: `out` = sent through the device. */
  readonly direction: 'in' | 'out'
  readonly payload: Payload
}

/** Reads a capture file of `tcpdump -i any -y LINUX_SLL2` (little-endian pcap 2.4). A torn last record is left out. */
export function readPcap(file: Buffer): readonly CapturedFrame[] {
  if (file.length < FILE_HEADER) return []
  const linkType = file.readUInt32LE(20)
  if (linkType !== LINKTYPE_LINUX_SLL2) throw new Error(`capture has link type ${String(linkType)}, not LINUX_SLL2`)
  const frames: CapturedFrame[] = []
  let at = FILE_HEADER
  while (at + RECORD_HEADER <= file.length) {
    const length = file.readUInt32LE(at + 8)
    const start = at + RECORD_HEADER
    if (start + length > file.length) break
    if (length >= SLL2_HEADER) frames.push(decodeRecord(file, at, file.subarray(start, start + length)))
    at = start + length
  }
  return frames
}

function decodeRecord(file: Buffer, at: number, record: Buffer): CapturedFrame {
  return {
    time: file.readUInt32LE(at) + file.readUInt32LE(at + 4) / 1e6,
    ifindex: record.readUInt32BE(4),
    direction: record[10] === PACKET_OUTGOING ? 'out' : 'in',
    payload: decodePayload(record.readUInt16BE(0), record.subarray(SLL2_HEADER)),
  }
}
