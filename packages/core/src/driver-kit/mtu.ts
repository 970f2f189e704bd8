import type { Ml2Options } from '../model/ml2-options.ts'

/** RFC 791 and RFC 8200: headers without options. */
const OUTER_IP_HEADER = { 4: 20, 6: 40 } as const

/** Largest IP packet on an untunnelled network, bytes; 0 = not limited. */
export function physicalMtu(options: Ml2Options, physicalNetwork?: string): number {
  const own = physicalNetwork === undefined ? 0 : (options.physicalNetworkMtus[physicalNetwork] ?? 0)
  return smallestLimit([options.globalPhysnetMtu, own])
}

/**
 * Largest IP packet inside a tunnel, bytes; 0 = not limited. `overhead` is everything between the outer IP header and the
 * inner IP packet, the inner Ethernet header (14) included: 30 for VXLAN (RFC 7348), 22 for GRE with a key (RFC 2890).
 */
export function tunnelMtu(options: Ml2Options, overhead: number): number {
  const outer = smallestLimit([options.globalPhysnetMtu, options.pathMtu])
  return outer === 0 ? 0 : Math.max(0, outer - OUTER_IP_HEADER[options.overlayIpVersion] - overhead)
}

function smallestLimit(limits: readonly number[]): number {
  const real = limits.filter((limit) => limit > 0)
  return real.length === 0 ? 0 : Math.min(...real)
}
