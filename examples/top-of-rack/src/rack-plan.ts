import type { NetworkItem } from '@netloom/core/wire'
import type { Racks } from './racks.ts'

/** What the switch of one rack does for one network: frames of a VLAN below and of a VNI above are the same network. */
export interface RackPlan {
  readonly rack: string
  readonly vlan: number
  readonly vni: number
  /** Where its tunnel ends. */
  readonly vtep: string
  /** Where the tunnels of the other racks of the network end. */
  readonly peers: readonly string[]
}

/** One plan for each rack with a port of the network. Pure: `network` is what the feed says of it in `network/<id>`. */
export function planRacks({ segments }: NetworkItem, racks: Racks): readonly RackPlan[] {
  const vni = segments.find(({ networkType }) => networkType === 'vxlan')?.segmentationId
  if (vni == null) return []
  const below = segments.flatMap(({ networkType, physicalNetwork, segmentationId }) => {
    if (networkType !== 'vlan' || physicalNetwork === null || segmentationId === null) return []
    const vtep = Object.hasOwn(racks, physicalNetwork) ? racks[physicalNetwork] : undefined
    return vtep === undefined ? [] : [{ rack: physicalNetwork, vlan: segmentationId, vni, vtep }]
  })
  return below.map((one) => ({
    ...one,
    peers: below.filter(({ rack }) => rack !== one.rack).map(({ vtep }) => vtep),
  }))
}
