import type { EthernetFrame, Payload } from './ethernet.ts'
import { decodeTunnel } from './tunnel-frame.ts'

export interface VxlanFrame {
  readonly vni: number
  readonly sourceVtep: string
  readonly destinationVtep: string
  readonly inner: EthernetFrame
}

/** The VXLAN frame (RFC 7348) inside an IPv4 packet, if it is one. */
export function decodeVxlan(payload: Payload): VxlanFrame | undefined {
  const tunnel = decodeTunnel(payload)
  if (tunnel?.type !== 'vxlan') return undefined
  const { key: vni, sourceVtep, destinationVtep, inner } = tunnel
  return { vni, sourceVtep, destinationVtep, inner }
}
