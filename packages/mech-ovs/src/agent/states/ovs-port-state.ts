import type { DeviceState } from '@netloom/core'
import type { LocalVlan } from '../flow/flow-match.ts'

/** Any port of an OVS bridge that we make or, for `vif`, take into service. Identity: its name. */
export interface OvsPortState extends DeviceState {
  readonly kind: 'ovs-port'
  readonly bridge: string
  readonly name: string
  readonly port: OvsPatch | OvsTunnel | OvsVif
  /** Only of a port that is read: what is wrong with it. */
  readonly fault?: string
  /** Only of a port that is read: its records name no agent. */
  readonly hasOldMark?: boolean
}

/** One end of a cable between two bridges. */
export interface OvsPatch {
  readonly type: 'patch'
  readonly peer: string
  /** Who listens to which group is told beyond it, and groups are sent there: others may listen behind it. */
  readonly floodsGroups?: true
}

/** A tunnel to one remote endpoint that carries any number of networks; each packet brings its own key. */
export interface OvsTunnel {
  readonly type: 'gre' | 'vxlan' | 'geneve'
  readonly localIp: string
  readonly remoteIp: string
  /** UDP port of VXLAN and Geneve; absent = the type's own. */
  readonly dstPort?: number
  readonly dontFragment: boolean
  readonly checksum: boolean
  /** Outer DS field; absent = 0. */
  readonly tos?: number | 'inherit'
}

/**
 * The device of a Neutron port: a tap or veth that somebody else makes and that we put into the bridge, or that a hypervisor
 * has put there already with `external_ids:iface-id`. Until it is wired it sits in the dead VLAN.
 */
export interface OvsVif {
  readonly type: 'vif'
  readonly portId: string
  readonly mac: string
  readonly up: boolean
  /** Bytes; absent = as it is. */
  readonly mtu?: number
  readonly vlan: LocalVlan
  /** The switch neither floods to it nor forwards what comes from it: flows alone do, once it is filtered. As dead ports are. */
  readonly isolated?: true
  /** Written into the port record, from where a restarted agent reads which VLAN stands for which segment. */
  readonly memory: SegmentMemory
}

/** What Neutron keeps in `other_config` of a port. */
export interface SegmentMemory {
  readonly networkId: string
  readonly segmentId: string
  readonly networkType: string
  readonly physicalNetwork: string | null
  readonly segmentationId: number | null
}
