import { decodeEthernet, type EthernetFrame, type Payload } from './ethernet.ts'

const UDP = 17
const UDP_HEADER = 8
const VXLAN_HEADER = 8
/** IANA's port and the kernel's older default. */
const VXLAN_PORTS: ReadonlySet<number> = new Set([4789, 8472])
const GENEVE_PORT = 6081
const GENEVE_HEADER = 8
const GRE = 47
/** Transparent Ethernet bridging: what follows is a whole frame. */
const ETHERNET_INSIDE = 0x6558

export interface TunnelFrame {
  readonly type: 'vxlan' | 'gre' | 'geneve'
  /** VNI, or key; a GRE packet without a key has 0. */
  readonly key: number
  readonly sourceVtep: string
  readonly destinationVtep: string
  readonly inner: EthernetFrame
}

/** The frame of VXLAN (RFC 7348), Geneve (RFC 8926) or GRE (RFC 2784, RFC 2890) inside an IP packet, if it is one. */
export function decodeTunnel(payload: Payload): TunnelFrame | undefined {
  if (payload.type !== 'ipv4' && payload.type !== 'ipv6') return undefined
  const found = payload.protocol === GRE ? gre(payload.data) : payload.protocol === UDP ? udp(payload.data) : undefined
  const inner = found && decodeEthernet(found.frame)
  if (found === undefined || inner === undefined) return undefined
  const { type, key } = found
  return { type, key, sourceVtep: payload.source, destinationVtep: payload.destination, inner }
}

interface Encapsulated extends Pick<TunnelFrame, 'type' | 'key'> {
  readonly frame: Buffer
}

function udp(packet: Buffer): Encapsulated | undefined {
  if (packet.length < UDP_HEADER + GENEVE_HEADER) return undefined
  const port = packet.readUInt16BE(2)
  const header = packet.subarray(UDP_HEADER)
  const key = header.readUIntBE(4, 3)
  if (VXLAN_PORTS.has(port)) return { type: 'vxlan', key, frame: header.subarray(VXLAN_HEADER) }
  if (port !== GENEVE_PORT || header.readUInt16BE(2) !== ETHERNET_INSIDE) return undefined
  const options = (header.readUInt8(0) & 0x3f) * 4
  return { type: 'geneve', key, frame: header.subarray(GENEVE_HEADER + options) }
}

function gre(packet: Buffer): Encapsulated | undefined {
  if (packet.length < 4 || packet.readUInt16BE(2) !== ETHERNET_INSIDE) return undefined
  const flags = packet.readUInt8(0)
  const size = (flag: number): number => ((flags & flag) === 0 ? 0 : 4)
  const [checksum, key, sequence] = [size(0x80), size(0x20), size(0x10)]
  if (packet.length < 4 + checksum + key) return undefined
  return {
    type: 'gre',
    key: key === 0 ? 0 : packet.readUInt32BE(4 + checksum),
    frame: packet.subarray(4 + checksum + key + sequence),
  }
}
