import type { Ml2Options } from '@netloom/core'
import { TunnelTypeDriver } from '@netloom/core/kit'
import { KEY_BOUNDS, type ParsedGreOptions } from './gre-options.ts'

export const GRE = 'gre'

/** GRE with a key 8 (RFC 2890, 2) and the inner Ethernet header 14. */
const GRE_OVERHEAD = 22

/** GRE segments: a key each, no physical network. */
export class GreTypeDriver extends TunnelTypeDriver {
  constructor({ tunnelIdRanges }: ParsedGreOptions, ml2: Ml2Options) {
    const pool = { ranges: tunnelIdRanges, rangesOption: 'tunnel_id_ranges', bounds: KEY_BOUNDS }
    super({ networkType: GRE, idName: 'GRE key', overhead: GRE_OVERHEAD, ...pool }, ml2)
  }
}
