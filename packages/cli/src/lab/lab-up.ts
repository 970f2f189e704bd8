import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { IniSectionReader } from '@netloom/core/kit'
import { replaceFile } from '@netloom/core/files'
import { PACKAGES_FROM } from '../compose/driver-bases.ts'
import { freePort } from '../compose/free-port.ts'
import { namedDrivers } from '../compose/named-drivers.ts'
import { requireConfiguration } from '../compose/require-configuration.ts'
import { Failure } from '../base/failure.ts'
import { awaitAgents } from './await-agents.ts'
import { agentsOf, withAgent } from './state/lab-agents.ts'
import { disableChecksumOffload } from './kernel/checksum-offload.ts'
import { defaultLabIni } from './default-ini.ts'
import { labHosts, type HostRequest } from './state/lab-hosts.ts'
import { labDown } from './lab-down.ts'
import { withLabLock } from './state/lab-lock.ts'
import { awaitController, startAgent, startController } from './lab-processes.ts'
import {
  agentTokenFile,
  labDirectory,
  readLabState,
  writeLabState,
  type LabHost,
  type LabState,
} from './state/lab-state.ts'
import { ipBatch, listNamespaces } from './kernel/ip-tool.ts'
import { loadLabRoles, rolesOf } from './lab-roles.ts'
import { checkNetworkType, type LabSwitches, loadLabSwitches } from './mechanisms.ts'
import { makeHostMounts, prepareMounts } from './mounts/host-mounts.ts'
import { HOST_NIC, PROVIDER_NIC, checkLabName, netnsPrefix, outsideNetns, underlayNetns } from './state/names.ts'
import { startOvs } from './openvswitch/ovs-lifecycle.ts'
import { requireDevice } from './kernel/require-device.ts'
import { hostLines, namespaceLines, outsideLines, switchLines } from './kernel/underlay.ts'

const LOOPBACK = '127.0.0.1'
const DEFAULT_TYPE = 'vxlan'

export interface LabUpRequest {
  readonly name?: string
  /** Number of hosts (host1, host2, …), or what each is. */
  readonly hosts?: number | readonly HostRequest[]
  /** Switches of hosts that do not name theirs, in turns; default `linuxbridge`. */
  readonly mechanisms?: readonly string[]
  /** What new networks are made of; default `vxlan`. Counts without `configFiles`. */
  readonly networkType?: string
  /** What agents of hosts do that do not say, by the names of roles that are installed; default: they wire ports. */
  readonly roles?: readonly string[]
  /** Whether `dhcp` is one of them, whatever `roles` says. */
  readonly dhcp?: boolean
  /** false: agents that wire no ports are started last, and nobody waits for them; default true. */
  readonly awaitServices?: boolean
  /** INI files as Neutron reads them; none = every network type, with L2 population. */
  readonly configFiles?: readonly string[]
  /** Loopback port of the controller; 0 = any free one. Default: `preferredPort`, or any free one when that is taken. */
  readonly port?: number
  readonly preferredPort?: number
  /** Told before each part of the work. */
  readonly progress?: (text: string) => void
  /** Given up when this is aborted: what was begun is taken back. */
  readonly signal?: AbortSignal
}

interface LabPlan {
  readonly hosts: readonly LabHost[]
  readonly switches: LabSwitches
  readonly port: number
}

/** Builds the namespaces of a lab and starts its processes. What a failed start has built is taken down again. */
export async function labUp(request: LabUpRequest = {}): Promise<LabState> {
  const name = checkLabName(request.name ?? 'lab')
  if (process.getuid?.() !== 0) throw new Failure('netloom lab: needs root, for network namespaces; run it with sudo')
  const requests = request.hosts ?? 2
  const roles = await loadLabRoles(typeof requests === 'number' ? [] : requests, request)
  const wanted = labHosts(name, requests, request.mechanisms, (host) => rolesOf(host, request, roles))
  const switches = await loadLabSwitches(mechanismsOf(wanted))
  const { ini } = await requireConfiguration(request.configFiles ?? [])
  const { mechanismDrivers } = namedDrivers(ini.sections)
  await checkNetworkType(request.networkType ?? DEFAULT_TYPE, switches, mechanismDrivers)
  const hosts = wanted.map((host) => withSwitch(host, switches))
  return withLabLock(name, async () => {
    await refuseRunning(name)
    const port = await choosePort(request)
    const built = build(name, { hosts, switches, port }, request)
    // Its processes end at once, so that nothing waits for them any more.
    const giveUp = (): void => void labDown(name, { locked: true }).catch(() => undefined)
    request.signal?.addEventListener('abort', giveUp, { once: true })
    try {
      const state = await built
      request.signal?.throwIfAborted()
      return state
    } catch (error) {
      await labDown(name, { locked: true })
      throw error
    } finally {
      request.signal?.removeEventListener('abort', giveUp)
    }
  })
}

async function build(name: string, { hosts, switches, port }: LabPlan, request: LabUpRequest): Promise<LabState> {
  const say = (text: string): void => {
    request.signal?.throwIfAborted()
    request.progress?.(text)
  }
  const directory = labDirectory(name)
  // Others may pass, to what is theirs (dnsmasq reads its files there), and list nothing.
  await mkdir(directory, { recursive: true, mode: 0o711 })
  const networkType = request.networkType ?? DEFAULT_TYPE
  const configFiles = await labConfigFiles(directory, hosts, networkType, request.configFiles ?? [])
  let state = await writeLabState({
    ...{ name, directory, configFiles, networkType, port, hosts, vms: [] },
    packagesFrom: process.env[PACKAGES_FROM] ?? process.cwd(),
  })
  await replaceFile(agentTokenFile(state), randomBytes(24).toString('base64url'))

  say(`${String(hosts.length)} hosts and the underlay between them`)
  await Promise.all([ipBatch(namespaceLines(name, hosts)), prepareMounts(state)])
  for (const one of switches.values()) await requireDevice(one, networkType, underlayNetns(name))
  await ipBatch(switchLines(name, hosts), underlayNetns(name))
  await Promise.all([wireHosts(name, hosts), ...hosts.map((host) => makeHostMounts(state, host))])

  say(hosts.some(({ hasOvs }) => hasOvs === true) ? 'controller, switches and agents' : 'controller and agents')
  const [controller, ...started] = await Promise.all([
    startController(state),
    ...hosts.map((host) => startHost(state, host, request.awaitServices !== false)),
  ])
  state = await writeLabState({ ...state, controller, hosts: started })
  request.signal?.throwIfAborted()
  await awaitController(state)
  const all = state.hosts.flatMap(agentsOf)
  const awaited = request.awaitServices === false ? all.filter(({ role }) => role.wires === true) : all
  await awaitAgents(state, awaited, 'following')
  return request.awaitServices === false ? startServices(state) : state
}

async function choosePort({ port, preferredPort, progress }: LabUpRequest): Promise<number> {
  if (port !== undefined || preferredPort === undefined) return freePort(LOOPBACK, port ?? 0)
  try {
    return await freePort(LOOPBACK, preferredPort)
  } catch {
    const other = await freePort(LOOPBACK, 0)
    progress?.(`port ${String(preferredPort)} is taken: the API is on ${LOOPBACK}:${String(other)}`)
    return other
  }
}

const withSwitch = (host: LabHost, switches: LabSwitches): LabHost =>
  switches.get(host.mechanism)?.openvswitch === true ? { ...host, hasOvs: true } : host

const mechanismsOf = (hosts: readonly LabHost[]): ReadonlySet<string> =>
  new Set(hosts.map(({ mechanism }) => mechanism))

async function wireHosts(name: string, hosts: readonly LabHost[]): Promise<void> {
  const outside = outsideNetns(name)
  await Promise.all([ipBatch(outsideLines(), outside), ...hosts.map((host) => ipBatch(hostLines(host), host.netns))])
  // A switch in user space reads what others sent as it is, so nobody may leave a checksum to be filled in later.
  if (!hosts.some(({ hasOvs }) => hasOvs === true)) return
  await Promise.all([
    disableChecksumOffload(outside, [HOST_NIC]),
    ...hosts.map(({ netns }) => disableChecksumOffload(netns, [HOST_NIC, PROVIDER_NIC])),
  ])
}

/** The switch, where it is no part of the kernel, then the agents. */
async function startHost(state: LabState, host: LabHost, all: boolean): Promise<LabHost> {
  const ready = host.hasOvs === true ? { ...host, ovs: await startOvs(state, host) } : host
  let started = ready
  for (const { role } of agentsOf(ready)) {
    if (all || role.wires === true) started = withAgent(started, role, await startAgent(state, ready, role))
  }
  return started
}

/** A process each: where there are many, the lab can be used while they start. */
async function startServices(state: LabState): Promise<LabState> {
  const start = async (host: LabHost): Promise<LabHost> => {
    let started = host
    for (const { role } of agentsOf(host))
      if (role.wires !== true) started = withAgent(started, role, await startAgent(state, host, role))
    return started
  }
  return writeLabState({ ...state, hosts: await Promise.all(state.hosts.map(start)) })
}

async function refuseRunning(name: string): Promise<void> {
  const left = await listNamespaces(netnsPrefix(name))
  if ((await readLabState(name)) === undefined && left.length === 0) return
  throw new Failure(
    `lab "${name}" is up already, or a crash left parts of it; take it down with \`netloom lab down --name ${name}\``,
  )
}

/**
 * The lab's defaults, then the user's files. Files that name mechanism drivers describe the whole cloud, as Neutron's do: nothing of
 * ours comes before them, since what they leave out is meant (no L2 population, say).
 * @throws {Failure} when no mechanism driver is left: no port could be bound
 */
async function labConfigFiles(
  directory: string,
  hosts: readonly LabHost[],
  networkType: string,
  files: readonly string[],
): Promise<readonly string[]> {
  const given = files.map((file) => resolve(file))
  const { ini } = await requireConfiguration(given)
  const ml2 = new IniSectionReader(ini.sections, 'ml2', [])
  if (ml2.has('mechanism_drivers')) {
    if ((ml2.list('mechanism_drivers') ?? []).length > 0) return given
    const where = ml2.where('mechanism_drivers')
    throw new Failure(
      `${where}: names no driver, so no port could be bound; name what realises networks on the hosts`,
      'usage',
    )
  }
  const own = join(directory, 'lab.ini')
  const overlayIpVersion = hosts.some(({ vtep }) => vtep.includes(':')) ? 6 : 4
  await replaceFile(own, defaultLabIni({ overlayIpVersion, networkType, mechanisms: [...mechanismsOf(hosts)] }))
  return [own, ...given]
}
