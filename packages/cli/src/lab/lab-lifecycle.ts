import { Failure } from '../failure.ts'
import { ipBatch, ipBatchForce } from './ip-tool.ts'
import { awaitAgents, awaitController, startAgent, startController } from './lab-processes.ts'
import type { LabHost, LabState, LabVm } from './lab-state.ts'
import { HOST_NIC, tapName } from './names.ts'
import { requireHost, requireLab, updateLab } from './open-lab.ts'
import { endProcess, isAlive } from './process-ref.ts'
import { guestLines, tapLines } from './vm-lines.ts'

/** What can be stopped and started: the controller, the agent of a host, a host (off the underlay), a VM (its tap goes). */
type Target =
  | { readonly kind: 'controller' }
  | { readonly kind: 'agent'; readonly host: LabHost }
  | { readonly kind: 'host'; readonly host: LabHost }
  | { readonly kind: 'vm'; readonly host: LabHost; readonly vm: LabVm }

/** Stops a process of the lab (with `signal`), or takes a host off the underlay, or a VM off its host. */
export async function labStop(name: string, signal: NodeJS.Signals = 'SIGTERM', lab = 'lab'): Promise<void> {
  const state = await requireLab(lab)
  const target = findTarget(state, name)
  if (target.kind === 'host') {
    await ipBatch([`link set ${HOST_NIC} down`], target.host.netns)
    return
  }
  if (target.kind === 'vm') {
    await ipBatchForce([`link del ${tapName(target.vm.portId)}`], target.host.netns)
    return
  }
  const ref = target.kind === 'controller' ? state.controller : target.host.agent
  if (ref !== undefined) await endProcess(ref, signal)
}

/** Stops and starts again; returns when the process answers. */
export async function labRestart(name: string, signal: NodeJS.Signals = 'SIGTERM', lab = 'lab'): Promise<void> {
  await labStop(name, signal, lab)
  const state = await requireLab(lab)
  const target = findTarget(state, name)
  if (target.kind === 'host') await ipBatch([`link set ${HOST_NIC} up`], target.host.netns)
  else if (target.kind === 'vm') {
    await ipBatch(tapLines(target.vm), target.host.netns)
    await ipBatch(guestLines(target.vm), target.vm.netns)
  } else if (target.kind === 'controller') await restartController(state)
  else await restartAgent(state, target.host)
}

async function restartController(state: LabState): Promise<void> {
  const controller = await startController(state)
  const current = await updateLab(state.name, (known) => ({ ...known, controller }))
  const client = await awaitController(current)
  client.close()
}

async function restartAgent(state: LabState, host: LabHost): Promise<void> {
  const agent = await startAgent(state, host)
  const current = await updateLab(state.name, (known) => ({
    ...known,
    hosts: known.hosts.map((one) => (one.name === host.name ? { ...one, agent } : one)),
  }))
  if (!(await isAlive(current.controller))) return
  const client = await awaitController(current)
  try {
    await awaitAgents(current, client, [requireHost(current, host.name)])
  } finally {
    client.close()
  }
}

function findTarget(state: LabState, name: string): Target {
  if (name === 'controller') return { kind: 'controller' }
  if (name.startsWith('agent@')) return { kind: 'agent', host: requireHost(state, name.slice('agent@'.length)) }
  const vm = state.vms.find((candidate) => candidate.name === name)
  if (vm !== undefined) return { kind: 'vm', host: requireHost(state, vm.host), vm }
  const host = state.hosts.find((candidate) => candidate.name === name)
  if (host !== undefined) return { kind: 'host', host }
  const known = ['controller', ...state.hosts.flatMap((one) => [one.name, `agent@${one.name}`]), ...state.vms.map((one) => one.name)]
  throw new Failure(`"${name}": nothing to stop by that name; there is ${known.join(', ')}`, 'usage')
}
