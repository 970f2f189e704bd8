import { constants } from 'node:os'
import { execa, type Result } from 'execa'
import { Failure } from '../base/failure.ts'
import { guestMounts } from './guest/guest-files.ts'
import type { LabHost, LabState, LabVm } from './state/lab-state.ts'
import { OUTSIDE, outsideNetns, underlayNetns } from './state/names.ts'
import { mountsOf, withMounts } from './mounts/host-mounts.ts'
import { requireLab } from './state/open-lab.ts'
import { ovsDirectory, ovsEnvironment } from './openvswitch/ovs-directory.ts'

export interface ExecResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

interface Place {
  /** What enters it; the command follows. */
  readonly enter: readonly [string, ...string[]]
  /** Where the tools of Open vSwitch find the host's own instance. */
  readonly env: Readonly<Record<string, string>>
}

const intoNetwork = (netns: string): Place['enter'] => ['ip', 'netns', 'exec', netns]

// A shell, because the kernel forgets the folder one is in with the change of mounts.
const BACK_TO_FOLDER = 'cd -- "$1" 2>/dev/null; shift; exec "$@"'

/** Network, and mounts: what `ip netns` shows there. Namespaces made in there stay, which they would not with `ip netns exec`. */
function intoHost(state: LabState, { name, netns }: LabHost): Place['enter'] {
  const shell = ['sh', '-c', BACK_TO_FOLDER, 'sh', process.cwd()]
  return withMounts(mountsOf(state, name), ['nsenter', `--net=/var/run/netns/${netns}`, '--', ...shell])
}

/** A VM that leases its addresses looks names up as it was told. */
function intoVm(state: LabState, { name, netns, families }: LabVm): Place['enter'] {
  const network = intoNetwork(netns)
  if (families === undefined) return network
  const shell = ['sh', '-c', BACK_TO_FOLDER, 'sh', process.cwd()] as const
  return withMounts(mountsOf(state, guestMounts(name)), [...shell, ...network])
}

/** A VM, a host, the `underlay` or the world `outside`. @throws {Failure} naming what there is */
function findPlace(state: LabState, place: string): Place {
  const vm = state.vms.find(({ name }) => name === place)
  if (vm !== undefined) return { enter: intoVm(state, vm), env: {} }
  const host = state.hosts.find(({ name }) => name === place)
  if (host !== undefined)
    return {
      enter: intoHost(state, host),
      env: host.ovs === undefined ? {} : ovsEnvironment(ovsDirectory(state, place)),
    }
  if (place === OUTSIDE) return { enter: intoNetwork(outsideNetns(state.name)), env: {} }
  if (place === 'underlay') return { enter: intoNetwork(underlayNetns(state.name)), env: {} }
  const known = [...state.hosts, ...state.vms].map(({ name }) => name)
  throw new Failure(
    `"${place}": no VM or host of lab ${state.name}; it has ${known.join(', ')}, underlay, outside`,
    'usage',
  )
}

/** Runs a command inside a VM or host and hands out what it said. */
export async function labExec(place: string, command: readonly string[], lab = 'lab'): Promise<ExecResult> {
  const { enter, env } = findPlace(await requireLab(lab), place)
  const result = await execa(enter[0], [...enter.slice(1), ...command], { reject: false, stdin: 'ignore', env })
  return { exitCode: exitStatus(result), stdout: result.stdout, stderr: result.stderr }
}

/** Runs a command inside a VM or host on this terminal; resolves to its exit status (128 + signal when killed). */
export async function labExecAttached(place: string, command: readonly string[], lab = 'lab'): Promise<number> {
  const { enter, env } = findPlace(await requireLab(lab), place)
  const result = await execa(enter[0], [...enter.slice(1), ...command], { reject: false, stdio: 'inherit', env })
  return exitStatus(result)
}

/** As a shell tells it. What enters becomes the command, so a signal that ends the command is what we see. */
function exitStatus({ exitCode, signal, code }: Pick<Result, 'exitCode' | 'signal' | 'code'>): number {
  if (code === 'ENOENT') throw new Failure('ip: no such command; install the Debian package iproute2')
  return exitCode ?? 128 + (signal === undefined ? 0 : constants.signals[signal])
}
