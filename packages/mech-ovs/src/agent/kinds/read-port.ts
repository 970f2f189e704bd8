import type { Replica } from '../ovsdb/replica.ts'
import type { InterfaceRow, PortRow } from '../ovsdb/switch-tables.ts'
import type { OvsPortState, OvsVif } from '../states/ovs-port-state.ts'
import type { LocalVlans } from './local-vlans.ts'
import { isIsolated } from './port-operations.ts'
import { readMark } from './mark.ts'
import { floodsGroups } from './port-row.ts'
import { readOtherConfig } from './port-other-config.ts'
import { faultOf } from './port-fault.ts'
import { readTunnel } from './tunnel-options.ts'
import { vifName } from './vif-names.ts'

/** What the kernel says of a device. */
export interface DeviceLook {
  readonly up: boolean
  readonly mtu: number
  /** The kernel's number; a device that is made anew under the same name has another. */
  readonly index: number
}

/** A port of ours as its records say; undefined = it is not ours, or waits in the dead VLAN. */
export function readPort(
  port: PortRow,
  replica: Replica,
  vlans: LocalVlans,
  look: (device: string) => DeviceLook | undefined,
): OvsPortState | undefined {
  const mark = readMark(port.external_ids)
  const device = replica.interfaceOf(port)
  if (mark === undefined || mark === 'dead' || device === undefined) return undefined
  const bridge = replica.bridgeOf(port)?.name ?? ''
  const seen = look(device.name)
  const fault =
    faultOf(device) ?? (mark === 'plugged' && isStale(device, seen) ? 'its device was made anew' : undefined)
  const state = { kind: 'ovs-port', bridge, name: port.name, ...(fault !== undefined && { fault }) } as const
  if (mark !== 'made') return vifOf(state, port, device, vlans, seen)
  if (device.type === 'patch') {
    const floods = floodsGroups(port.other_config) ? ({ floodsGroups: true } as const) : {}
    return { ...state, port: { type: 'patch', peer: device.options.get('peer') ?? '', ...floods } }
  }
  const tunnel = readTunnel(device.type, device.options)
  return tunnel && { ...state, port: tunnel }
}

/** In user space ovs-vswitchd holds on to a device that is gone, and takes no notice of its successor. */
export const isStale = ({ ifindex }: InterfaceRow, seen: DeviceLook | undefined): boolean =>
  ifindex !== undefined && seen !== undefined && ifindex !== seen.index

function vifOf(
  state: Omit<OvsPortState, 'port'>,
  port: PortRow,
  device: InterfaceRow,
  vlans: LocalVlans,
  look: DeviceLook | undefined,
): OvsPortState {
  const portId = device.external_ids.get('iface-id')
  const memory = readOtherConfig(port.other_config)
  const segmentId = memory?.segmentId ?? ''
  // In another VLAN than its segment's it is in none that anybody wants.
  const right = port.tag !== undefined && vlans.assigned.get(segmentId)?.vlan === port.tag
  const vif: OvsVif = {
    type: 'vif',
    portId: portId ?? '',
    mac: device.external_ids.get('attached-mac') ?? '',
    // A device that the kernel does not have (a vhost-user socket) is as it should be.
    up: look?.up ?? true,
    ...(look !== undefined && { mtu: look.mtu }),
    vlan: { segmentId: right ? segmentId : '' },
    ...(isIsolated(port) && { isolated: true }),
    memory: memory ?? { networkId: '', segmentId: '', networkType: '', physicalNetwork: null, segmentationId: null },
  }
  return { ...state, name: portId === undefined ? port.name : vifName(portId), port: vif }
}
