import { decodeEthernet, type EthernetFrame, type Payload } from './ethernet.ts'

const UDP = 17
const UDP_HEADER = 8
const VXLAN_HEADER = 8
/** IANA's port and the kernel's older default. */
const VXLAN_PORTS: ReadonlySet<number> = new Set([4789, 8472])

export interface VxlanFrame {
  readonly vni: number
  readonly sourceVtep: string
  readonly destinationVtep: string
  readonly inner: EthernetFrame
}

/** The VXLAN frame (RFC 7348) inside an IPv4 packet, if it is one. */
export function decodeVxlan(payload: Payload): VxlanFrame | undefined {
  if (payload.type !== 'ipv4' || payload.protocol !== UDP) return undefined
  const { data } = payload
  if (data.length < UDP_HEADER + VXLAN_HEADER || !VXLAN_PORTS.has(data.readUInt16BE(2))) return undefined
  const inner = decodeEthernet(data.subarray(UDP_HEADER + VXLAN_HEADER))
  if (inner === undefined) return undefined
  return {
    vni: data.readUIntBE(UDP_HEADER + 4, 3),
    sourceVtep: payload.source,
    destinationVtep: payload.destination,
    inner,
  }
}
