import type { Segment } from '../model/segment.ts'

/** For logs: `vxlan`, `vlan on physnet1`. */
export function describeSegment({ networkType, physicalNetwork }: Segment): string {
  return physicalNetwork === null ? networkType : `${networkType} on ${physicalNetwork}`
}
