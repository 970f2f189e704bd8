import type { LabHost, LabState, OvsProcesses } from '../state/lab-state.ts'
import type { OvsTarget } from '../state/lab-targets.ts'
import type { ProcessRef } from '@netloom/core/files'
import { endProcess } from '../processes/process-ref.ts'
import { startOvsDatabase, startVswitchd } from './ovs-daemons.ts'
import { prepareBridges } from './ovs-bridges.ts'
import { preloadTunnelNeighbours } from './preload-tunnel-neighbours.ts'

/** Starts what an operator has on a host before any agent runs: both daemons, and a bridge for each NIC. */
export async function startOvs(state: LabState, host: LabHost): Promise<OvsProcesses> {
  return startSwitch(state, host, await startOvsDatabase(state, host))
}

/** Starts a stopped part again, on what the other part has. */
export async function startOvsPart(state: LabState, { kind, host, ovs }: OvsTarget): Promise<OvsProcesses> {
  switch (kind) {
    case 'ovs':
      return startOvs(state, host)
    case 'ovsdb':
      return { ...ovs, database: await startOvsDatabase(state, host) }
    case 'vswitchd':
      return startSwitch(state, host, ovs.database)
  }
}

export async function stopOvsPart({ kind, ovs }: OvsTarget, signal: NodeJS.Signals): Promise<void> {
  // The switch first: it complains, and tries again for ever, when its database goes.
  if (kind !== 'ovsdb') await endProcess(ovs.vswitchd, signal)
  if (kind !== 'vswitchd') await endProcess(ovs.database, signal)
}

/** The devices of a started switch's bridges are new ones, so the VTEP needs its address again each time. */
async function startSwitch(state: LabState, host: LabHost, database: ProcessRef): Promise<OvsProcesses> {
  const vswitchd = await startVswitchd(state, host)
  await prepareBridges(state, host)
  await preloadTunnelNeighbours(state, host, vswitchd)
  return { database, vswitchd }
}
