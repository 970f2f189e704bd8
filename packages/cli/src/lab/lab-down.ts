import { readdir, readFile, stat } from 'node:fs/promises'
import { labDirectory, readLabState, removeLabState, type LabState } from './state/lab-state.ts'
import { agentsOf } from './state/lab-agents.ts'
import { ipBatchForce, listLinks, listNamespaces, listPids } from './kernel/ip-tool.ts'
import { LAB_MARK } from './state/lab-mark.ts'
import { withLabLock } from './state/lab-lock.ts'
import { listMounts, removeAllMounts } from './mounts/host-mounts.ts'
import { namespaceProcesses } from './mounts/namespace-processes.ts'
import { type ProcessRef, processStartTime } from '@netloom/core/files'
import { endProcess } from './processes/process-ref.ts'
import { checkLabName, netnsPrefix } from './state/names.ts'

/**
 * Removes every trace of a lab: processes, devices, namespaces, files. Harmless when there is none; also after a crash. Tells whether
 * there was anything.
 */
export async function labDown(name: string, options: { readonly locked?: boolean } = {}): Promise<boolean> {
  checkLabName(name)
  return options.locked === true ? takeDown(name) : withLabLock(name, () => takeDown(name))
}

async function takeDown(name: string): Promise<boolean> {
  const folder = await stat(labDirectory(name)).catch(() => undefined)
  const state = await readLabState(name).catch(() => undefined)
  const [controllers, switches] = recorded(state)
  // A switch that went first would have its agent complain and its bridges be built again.
  await Promise.all(controllers.map((ref) => endProcess(ref)))
  const others = await marked(name)
  await Promise.all([...switches, ...others].map((ref) => endProcess(ref)))
  await endAll(await namespaceProcesses(await listMounts(labDirectory(name))))
  const namespaces = await listNamespaces(netnsPrefix(name))
  await Promise.all(namespaces.map(async (netns) => endAll(await listPids(netns))))
  // Devices first, in batches: deleting a namespace that is full of them holds up every link operation of the machine.
  await Promise.all(namespaces.map(removeLinks))
  await ipBatchForce(namespaces.map((netns) => `netns del ${netns}`))
  await removeAllMounts(labDirectory(name))
  await removeLabState(name)
  return folder !== undefined || namespaces.length > 0 || others.length > 0
}

/** Controller and agents of all roles, then the daemons of switches. */
function recorded(state: LabState | undefined): readonly [readonly ProcessRef[], readonly ProcessRef[]] {
  const hosts = state?.hosts ?? []
  const ours = [state?.controller, ...hosts.flatMap(agentsOf).map(({ process }) => process)].filter(
    (ref) => ref !== undefined,
  )
  return [ours, hosts.flatMap(({ ovs }) => (ovs === undefined ? [] : [ovs.vswitchd, ovs.database]))]
}

/** Background processes of this lab that its state does not know (any more), found by their mark and their state folder. */
async function marked(name: string): Promise<readonly ProcessRef[]> {
  const found: ProcessRef[] = []
  for (const entry of await readdir('/proc')) {
    const pid = Number(entry)
    if (!Number.isInteger(pid) || pid === process.pid) continue
    const environment = await readFile(`/proc/${entry}/environ`, 'utf8').catch(() => '')
    if (!environment.split('\0').includes(`${LAB_MARK}=${name}`)) continue
    const command = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '')
    const startTime = await processStartTime(pid)
    if (command.includes(`${labDirectory(name)}/`) && startTime !== undefined) found.push({ pid, startTime })
  }
  return found
}

/** Whatever still runs inside a namespace that we made was started through us (an agent's DHCP server, `lab exec`). */
async function endAll(pids: readonly number[]): Promise<void> {
  for (const pid of pids) {
    const startTime = await processStartTime(pid)
    if (startTime !== undefined) await endProcess({ pid, startTime }, 'SIGKILL')
  }
}

async function removeLinks(netns: string): Promise<void> {
  await ipBatchForce(
    (await listLinks(netns)).map((link) => `link del ${link}`),
    netns,
  )
}
