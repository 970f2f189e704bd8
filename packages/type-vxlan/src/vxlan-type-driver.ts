import type { Ml2Options } from '@netloom/core'
import { TunnelTypeDriver } from '@netloom/core/kit'
import { VNI_BOUNDS, type ParsedVxlanOptions } from './vxlan-options.ts'

export const VXLAN = 'vxlan'

/** UDP 8, VXLAN 8 (RFC 7348, 5) and the inner Ethernet header 14. */
const VXLAN_OVERHEAD = 30

/** VXLAN segments: a VNI each, no physical network. */
export class VxlanTypeDriver extends TunnelTypeDriver {
  constructor({ vniRanges }: ParsedVxlanOptions, ml2: Ml2Options) {
    const pool = { ranges: vniRanges, rangesOption: 'vni_ranges', bounds: VNI_BOUNDS }
    super({ networkType: VXLAN, idName: 'VNI', overhead: VXLAN_OVERHEAD, ...pool }, ml2)
  }
}
