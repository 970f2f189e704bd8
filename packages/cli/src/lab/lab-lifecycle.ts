import { awaitAgents } from './await-agents.ts'
import { startClients } from './guest/guest-clients.ts'
import { agentsOf, withAgent } from './state/lab-agents.ts'
import { ipBatch, ipBatchForce } from './kernel/ip-tool.ts'
import { withLabLock } from './state/lab-lock.ts'
import { awaitController, startAgent, startController } from './lab-processes.ts'
import { writeLabState, type LabHost, type LabState } from './state/lab-state.ts'
import { findTarget, type Target } from './state/lab-targets.ts'
import { HOST_NIC, PROVIDER_NIC, tapName } from './state/names.ts'
import { requireHost, requireLab } from './state/open-lab.ts'
import { startOvsPart, stopOvsPart } from './openvswitch/ovs-lifecycle.ts'
import { plugVm } from './vm/plug-vm.ts'
import { isAlive } from '@netloom/core/files'
import { endProcess } from './processes/process-ref.ts'

/** Milliseconds that a restarted controller is given to have its agents back. */
const RELINK_PATIENCE = 5_000

/** Stops a process of the lab (with `signal`), or takes a host off its wires, or a VM off its host. */
export async function labStop(name: string, signal: NodeJS.Signals = 'SIGTERM', lab = 'lab'): Promise<void> {
  await withLabLock(lab, async () => {
    const state = await requireLab(lab)
    await stop(state, findTarget(state, name), signal)
  })
}

/** Stops and starts again; returns when what was started is ready. */
export async function labRestart(name: string, signal: NodeJS.Signals = 'SIGTERM', lab = 'lab'): Promise<void> {
  const { state, target } = await withLabLock(lab, async () => {
    const before = await requireLab(lab)
    const found = findTarget(before, name)
    await stop(before, found, signal)
    return { state: await start(before, found), target: found }
  })
  if (target.kind === 'controller') await controllerReady(state)
  if (target.kind === 'agent') {
    const readiness = (await isAlive(state.controller)) ? 'following' : 'running'
    const { role, host } = target.agent
    const started = agentsOf(requireHost(state, host.name)).filter((agent) => agent.role.name === role.name)
    await awaitAgents(state, started, readiness)
  }
}

async function stop(state: LabState, target: Target, signal: NodeJS.Signals): Promise<void> {
  switch (target.kind) {
    case 'controller':
      if (state.controller !== undefined) await endProcess(state.controller, signal)
      return
    case 'agent':
      if (target.agent.process !== undefined) await endProcess(target.agent.process, signal)
      return
    case 'host':
      await wires(target.host, 'down')
      return
    case 'vm':
      await ipBatchForce([`link del ${tapName(target.vm.portId)}`], target.host.netns)
      return
    case 'ovs':
    case 'ovsdb':
    case 'vswitchd':
      await stopOvsPart(target, signal)
  }
}

async function start(state: LabState, target: Target): Promise<LabState> {
  switch (target.kind) {
    case 'controller':
      return writeLabState({ ...state, controller: await startController(state) })
    case 'agent': {
      const { role, host } = target.agent
      return changeHost(state, withAgent(host, role, await startAgent(state, host, role)))
    }
    case 'host':
      await wires(target.host, 'up')
      return state
    case 'vm':
      await plugVm(target.vm, target.host)
      if (target.vm.families !== undefined) await startClients(state, target.vm)
      return state
    case 'ovs':
    case 'ovsdb':
    case 'vswitchd':
      return changeHost(state, { ...target.host, ovs: await startOvsPart(state, target) })
  }
}

const wires = (host: LabHost, state: 'up' | 'down'): Promise<void> =>
  ipBatch([`link set ${HOST_NIC} ${state}`, `link set ${PROVIDER_NIC} ${state}`], host.netns)

function changeHost(state: LabState, host: LabHost): Promise<LabState> {
  return writeLabState({ ...state, hosts: state.hosts.map((one) => (one.name === host.name ? host : one)) })
}

/** Agents look for a lost controller now and then; those that live are given time to find it. One that hangs holds up nothing. */
async function controllerReady(state: LabState): Promise<void> {
  await awaitController(state)
  const agents = state.hosts.flatMap(agentsOf)
  const living = await Promise.all(agents.map(({ process }) => isAlive(process)))
  await awaitAgents(
    state,
    agents.filter((_, index) => living[index]),
    'following',
    RELINK_PATIENCE,
  ).catch(() => undefined)
}
