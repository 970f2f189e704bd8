import type { LabHost, LabState } from '../state/lab-state.ts'
import { vtepMac } from '../state/names.ts'
import type { ProcessRef } from '@netloom/core/files'
import { UNDERLAY_OVS_BRIDGE } from './ovs-bridges.ts'
import { vswitchdControl } from './ovs-daemons.ts'
import { ovsDirectory } from './ovs-directory.ts'
import { control, type ControlCommand } from './unixctl.ts'

/** Seconds after which a neighbour that is not used is forgotten: the most there is. */
const LONGEST = '3600'

/**
 * Tells a switch the MACs of the other hosts. It would ask for them itself, but in user space it drops each packet that makes it
 * ask, and the first ping of every pair of hosts would be lost.
 */
export async function preloadTunnelNeighbours(state: LabState, host: LabHost, vswitchd: ProcessRef): Promise<void> {
  const others = state.hosts.filter(({ name }) => name !== host.name)
  const commands = others.map(({ vtep, index }): ControlCommand => [
    'tnl/neigh/set',
    UNDERLAY_OVS_BRIDGE,
    vtep,
    vtepMac(index),
  ])
  const socket = vswitchdControl(ovsDirectory(state, host.name), vswitchd)
  await control(socket, [['tnl/neigh/aging', LONGEST], ...commands])
}
