import type { OvsPortState } from '../states/ovs-port-state.ts'
import { writeOtherConfig } from './port-other-config.ts'
import { writeTunnelOptions } from './tunnel-options.ts'

type Entries = ReadonlyMap<string, string>

/** What the records of a port (`Port`) and of its device (`Interface`) say when the port is as it is wanted. */
export interface PortColumns {
  readonly interfaceType: string
  readonly options: Entries
  readonly interfaceIds: Entries
  readonly tag: number | undefined
  /** Only frames that bear the dead VLAN's tag pass in or out by the switch's own doing; see `isolatePort`. */
  readonly isolated?: true
  readonly portIds: Entries
  readonly otherConfig: Entries
}

const NONE: Entries = new Map()

/** Neutron: `set_igmp_snooping_flood`. */
const FLOODS_GROUPS: Entries = new Map([
  ['mcast-snooping-flood', 'true'],
  ['mcast-snooping-flood-reports', 'true'],
])

export const floodsGroups = (otherConfig: Entries): boolean =>
  [...FLOODS_GROUPS].every(([key, value]) => otherConfig.get(key) === value)

/**
 * @param marks what says whose it is.
 * @param vlanOf the VLAN of a segment on this host.
 */
export function portColumns(
  { port }: OvsPortState,
  marks: readonly (readonly [string, string])[],
  vlanOf: (segmentId: string) => number,
): PortColumns {
  const marked = { portIds: new Map(marks), tag: undefined, interfaceIds: NONE, otherConfig: NONE }
  if (port.type === 'patch') {
    const otherConfig = port.floodsGroups === true ? FLOODS_GROUPS : NONE
    return { ...marked, otherConfig, interfaceType: 'patch', options: new Map([['peer', port.peer]]) }
  }
  if (port.type !== 'vif') return { ...marked, interfaceType: port.type, options: writeTunnelOptions(port) }
  const tag = vlanOf(port.vlan.segmentId)
  return {
    ...marked,
    interfaceType: '',
    options: NONE,
    interfaceIds: new Map([
      ['iface-id', port.portId],
      ['attached-mac', port.mac],
      ['iface-status', 'active'],
    ]),
    tag,
    ...(port.isolated && { isolated: true }),
    otherConfig: new Map(writeOtherConfig(port.memory, tag)),
  }
}
