import { Failure } from '../failure.ts'
import { awaitAgents } from './await-agents.ts'
import { ipBatch, ipBatchForce } from './ip-tool.ts'
import { withLabLock } from './lab-lock.ts'
import { awaitController, startAgent, startController } from './lab-processes.ts'
import { writeLabState, type LabHost, type LabState, type LabVm } from './lab-state.ts'
import { HOST_NIC, tapName } from './names.ts'
import { requireHost, requireLab } from './open-lab.ts'
import { endProcess, isAlive } from './process-ref.ts'
import { guestLines, tapLines } from './vm-lines.ts'

/** What can be stopped and started: the controller, the agent of a host, a host (off the underlay), a VM (its tap goes). */
type Target =
  | { readonly kind: 'controller' }
  | { readonly kind: 'agent'; readonly host: LabHost }
  | { readonly kind: 'host'; readonly host: LabHost }
  | { readonly kind: 'vm'; readonly host: LabHost; readonly vm: LabVm }

/** Milliseconds that a restarted controller is given to have its agents back. */
const RELINK_PATIENCE = 5_000

/** Stops a process of the lab (with `signal`), or takes a host off the underlay, or a VM off its host. */
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
    await awaitAgents(state, [requireHost(state, target.host.name)], readiness)
  }
}

async function stop(state: LabState, target: Target, signal: NodeJS.Signals): Promise<void> {
  switch (target.kind) {
    case 'controller':
      if (state.controller !== undefined) await endProcess(state.controller, signal)
      return
    case 'agent':
      if (target.host.agent !== undefined) await endProcess(target.host.agent, signal)
      return
    case 'host':
      await ipBatch([`link set ${HOST_NIC} down`], target.host.netns)
      return
    case 'vm':
      await ipBatchForce([`link del ${tapName(target.vm.portId)}`], target.host.netns)
  }
}

async function start(state: LabState, target: Target): Promise<LabState> {
  switch (target.kind) {
    case 'controller':
      return writeLabState({ ...state, controller: await startController(state) })
    case 'agent': {
      const agent = await startAgent(state, target.host)
      const hosts = state.hosts.map((one) => (one.name === target.host.name ? { ...one, agent } : one))
      return writeLabState({ ...state, hosts })
    }
    case 'host':
      await ipBatch([`link set ${HOST_NIC} up`], target.host.netns)
      return state
    case 'vm':
      await ipBatch(tapLines(target.vm), target.host.netns)
      await ipBatch(guestLines(target.vm), target.vm.netns)
      return state
  }
}

/** Agents look for a lost controller now and then; those that live are given time to find it. One that hangs holds up nothing. */
async function controllerReady(state: LabState): Promise<void> {
  await awaitController(state)
  const living = await Promise.all(state.hosts.map(({ agent }) => isAlive(agent)))
  const hosts = state.hosts.filter((_, index) => living[index])
  await awaitAgents(state, hosts, 'following', RELINK_PATIENCE).catch(() => undefined)
}

function findTarget(state: LabState, name: string): Target {
  if (name === 'controller') return { kind: 'controller' }
  if (name.startsWith('agent@')) return { kind: 'agent', host: requireHost(state, name.slice('agent@'.length)) }
  const vm = state.vms.find((candidate) => candidate.name === name)
  if (vm !== undefined) return { kind: 'vm', host: requireHost(state, vm.host), vm }
  const host = state.hosts.find((candidate) => candidate.name === name)
  if (host !== undefined) return { kind: 'host', host }
  const known = [
    'controller',
    ...state.hosts.flatMap((one) => [one.name, `agent@${one.name}`]),
    ...state.vms.map((one) => one.name),
  ]
  throw new Failure(`"${name}": nothing to stop by that name; there is ${known.join(', ')}`, 'usage')
}
