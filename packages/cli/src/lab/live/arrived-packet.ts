import { addressOfKey, formatAddress } from '@netloom/core/kit'
import type { ArrivedPacket } from '../../trace/live-result.ts'
import { hasPorts } from '../../trace/protocols.ts'

const ETHERNET = 14
const IPV6_HEADER = 40

/** Reads a frame as a packet socket gave it, without a tag; undefined for what is no IP. Pure. */
export function arrivedPacket(frame: Buffer): ArrivedPacket | undefined {
  const packet = frame.subarray(ETHERNET)
  const version = (packet[0] ?? 0) >> 4
  if (version !== 4 && version !== 6) return undefined
  const [from, to, protocol, header] =
    version === 4
      ? [packet.subarray(12, 16), packet.subarray(16, 20), packet[9] ?? 0, ((packet[0] ?? 0) & 15) * 4]
      : [packet.subarray(8, 24), packet.subarray(24, 40), packet[6] ?? 0, IPV6_HEADER]
  const body = packet.subarray(header)
  return {
    ...{ source: text(from), destination: text(to), protocol },
    ...(hasPorts(protocol) && { sourcePort: body.readUInt16BE(0), destinationPort: body.readUInt16BE(2) }),
  }
}

const text = (bytes: Buffer): string => formatAddress(addressOfKey(bytes.toString('hex')))
