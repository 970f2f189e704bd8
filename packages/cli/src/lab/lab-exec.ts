import { constants } from 'node:os'
import { execa, type Result } from 'execa'
import { Failure } from '../failure.ts'
import type { LabState } from './lab-state.ts'
import { underlayNetns } from './names.ts'
import { requireLab } from './open-lab.ts'
import { ovsDirectory, ovsEnvironment } from './openvswitch/ovs-directory.ts'

export interface ExecResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

interface Place {
  readonly netns: string
  /** Where the tools of Open vSwitch find the host's own instance. */
  readonly env: Readonly<Record<string, string>>
}

/** A VM, a host or the `underlay`. @throws {Failure} naming what there is */
function findPlace(state: LabState, place: string): Place {
  const vm = state.vms.find(({ name }) => name === place)
  if (vm !== undefined) return { netns: vm.netns, env: {} }
  const host = state.hosts.find(({ name }) => name === place)
  if (host !== undefined)
    return { netns: host.netns, env: host.ovs === undefined ? {} : ovsEnvironment(ovsDirectory(state, place)) }
  if (place === 'underlay') return { netns: underlayNetns(state.name), env: {} }
  const known = [...state.hosts, ...state.vms].map(({ name }) => name)
  throw new Failure(`"${place}": no VM or host of lab ${state.name}; it has ${known.join(', ')}, underlay`, 'usage')
}

/** Runs a command inside a VM or host and hands out what it said. */
export async function labExec(place: string, command: readonly string[], lab = 'lab'): Promise<ExecResult> {
  const { netns, env } = findPlace(await requireLab(lab), place)
  const result = await execa('ip', ['netns', 'exec', netns, ...command], { reject: false, stdin: 'ignore', env })
  return { exitCode: exitStatus(result), stdout: result.stdout, stderr: result.stderr }
}

/** Runs a command inside a VM or host on this terminal; resolves to its exit status (128 + signal when killed). */
export async function labExecAttached(place: string, command: readonly string[], lab = 'lab'): Promise<number> {
  const { netns, env } = findPlace(await requireLab(lab), place)
  const result = await execa('ip', ['netns', 'exec', netns, ...command], { reject: false, stdio: 'inherit', env })
  return exitStatus(result)
}

/** As a shell tells it. `ip netns exec` becomes the command, so a signal that ends the command is what we see. */
function exitStatus({ exitCode, signal, code }: Pick<Result, 'exitCode' | 'signal' | 'code'>): number {
  if (code === 'ENOENT') throw new Failure('ip: no such command; install the Debian package iproute2')
  return exitCode ?? 128 + (signal === undefined ? 0 : constants.signals[signal])
}
