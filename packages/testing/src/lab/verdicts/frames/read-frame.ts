import { ETHERTYPE, type Frame, type FramePacket } from '@netloom/core/firewall'
import { FRAGMENT } from './headers.ts'

const NOTHING = Buffer.alloc(0)
const EXTENSIONS = new Set([0, 43, 44, 51, 60])
const WITH_PORTS = new Set([6, 17, 33, 132, 136])

/** What of an Ethernet frame decides whether it passes. Only the first fragment of a packet says that. Pure. */
export function readFrame(bytes: Buffer): Frame {
  const sourceMac = macText(bytes.subarray(6, 12))
  const ethertype = bytes.readUInt16BE(12)
  const body = bytes.subarray(14)
  if (ethertype === ETHERTYPE.arp && body.length >= 28)
    return {
      sourceMac,
      ethertype,
      arp: { senderMac: macText(body.subarray(8, 14)), senderIp: ipText(body.subarray(14, 18)) },
    }
  if (ethertype === ETHERTYPE.ipv4 && body.length >= 20) return { sourceMac, ethertype, ip: readIpv4(body) }
  if (ethertype === ETHERTYPE.ipv6 && body.length >= 40) return { sourceMac, ethertype, ip: readIpv6(body) }
  return { sourceMac, ethertype }
}

function readIpv4(bytes: Buffer): FramePacket {
  const ends = { source: ipText(bytes.subarray(12, 16)), destination: ipText(bytes.subarray(16, 20)) }
  const isLater = (bytes.readUInt16BE(6) & 0x1fff) !== 0
  return { ...ends, ...readTransport(bytes[9] ?? 0, isLater ? NOTHING : bytes.subarray(((bytes[0] ?? 0) & 15) * 4)) }
}

function readIpv6(bytes: Buffer): FramePacket {
  const ends = { source: ipText(bytes.subarray(8, 24)), destination: ipText(bytes.subarray(24, 40)) }
  let protocol = bytes[6] ?? 0
  let rest = bytes.subarray(40)
  while (EXTENSIONS.has(protocol) && rest.length >= 8) {
    const units = rest[1] ?? 0
    if (protocol === FRAGMENT && rest.readUInt16BE(2) >> 3 !== 0) return { ...ends, protocol: rest[0] ?? 0 }
    const length = protocol === FRAGMENT ? 8 : protocol === 51 ? (units + 2) * 4 : (units + 1) * 8
    protocol = rest[0] ?? 0
    rest = rest.subarray(length)
  }
  return { ...ends, ...readTransport(protocol, rest) }
}

type Transport = Omit<FramePacket, 'source' | 'destination'>

function readTransport(protocol: number, bytes: Buffer): Transport {
  if (WITH_PORTS.has(protocol) && bytes.length >= 4)
    return { protocol, sourcePort: bytes.readUInt16BE(0), destinationPort: bytes.readUInt16BE(2) }
  if ((protocol !== 1 && protocol !== 58) || bytes.length < 2) return { protocol }
  const [icmpType = 0, icmpCode = 0] = bytes
  const hasTarget = protocol === 58 && icmpType === 136 && bytes.length >= 24
  return { protocol, icmpType, icmpCode, ...(hasTarget && { target: ipText(bytes.subarray(8, 24)) }) }
}

const macText = (bytes: Buffer): string => bytes.toString('hex').replace(/(..)(?=.)/g, '$1:')

function ipText(bytes: Buffer): string {
  if (bytes.length === 4) return [...bytes].join('.')
  const groups = bytes.toString('hex').match(/.{4}/g) ?? []
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}
