import type { SegmentMemory } from '../states/ovs-port-state.ts'

/** Segment of the port's network; the other keys are Neutron's, which knows no segment ids. */
const SEGMENT = 'netloom_segment_id'

/** Keys of `other_config` that are the memory, for taking it away. */
export const OTHER_CONFIG_KEYS: readonly string[] = [
  'net_uuid',
  'network_type',
  'physical_network',
  'segmentation_id',
  'tag',
  SEGMENT,
]

/** What `other_config` of a port says of its network (Neutron: `_add_port_tag_info`), from where a restart reads it. */
export function writeOtherConfig(memory: SegmentMemory, vlan: number): readonly (readonly [string, string])[] {
  return [
    ['net_uuid', memory.networkId],
    ['network_type', memory.networkType],
    ['physical_network', memory.physicalNetwork ?? 'None'],
    ...(memory.segmentationId === null ? [] : [['segmentation_id', String(memory.segmentationId)] as const]),
    ['tag', String(vlan)],
    [SEGMENT, memory.segmentId],
  ]
}

/** Undefined = the port remembers nothing. One that Neutron wired has no segment id: it is `''`. */
export function readOtherConfig(otherConfig: ReadonlyMap<string, string>): SegmentMemory | undefined {
  const networkId = otherConfig.get('net_uuid')
  if (networkId === undefined) return undefined
  const physicalNetwork = otherConfig.get('physical_network')
  const segmentationId = otherConfig.get('segmentation_id')
  return {
    networkId,
    segmentId: otherConfig.get(SEGMENT) ?? '',
    networkType: otherConfig.get('network_type') ?? '',
    physicalNetwork: physicalNetwork === undefined || physicalNetwork === 'None' ? null : physicalNetwork,
    segmentationId: segmentationId === undefined ? null : Number(segmentationId),
  }
}

export const sameOtherConfig = (a: SegmentMemory, b: SegmentMemory): boolean =>
  a.networkId === b.networkId &&
  a.segmentId === b.segmentId &&
  a.networkType === b.networkType &&
  a.physicalNetwork === b.physicalNetwork &&
  a.segmentationId === b.segmentationId
