import type { Ml2Options } from '@netloom/core'
import { TunnelTypeDriver } from '@netloom/core/kit'
import { VNI_BOUNDS, type ParsedGeneveOptions } from './geneve-options.ts'

export const GENEVE = 'geneve'

/** Geneve segments: a VNI each, no physical network. */
export class GeneveTypeDriver extends TunnelTypeDriver {
  constructor({ vniRanges, maxHeaderSize }: ParsedGeneveOptions, ml2: Ml2Options) {
    const pool = { ranges: vniRanges, rangesOption: 'vni_ranges', bounds: VNI_BOUNDS }
    super({ networkType: GENEVE, idName: 'VNI', overhead: maxHeaderSize, ...pool }, ml2)
  }
}
