import { constants } from 'node:os'
import { execa, type Result } from 'execa'
import { Failure } from '../failure.ts'
import type { LabState } from './lab-state.ts'
import { underlayNetns } from './names.ts'
import { requireLab } from './open-lab.ts'

export interface ExecResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** Namespace of a VM, a host or the `underlay`. @throws {Failure} naming what there is */
export function placeNetns(state: LabState, place: string): string {
  const found = state.vms.find((vm) => vm.name === place) ?? state.hosts.find((host) => host.name === place)
  if (found !== undefined) return found.netns
  if (place === 'underlay') return underlayNetns(state.name)
  const known = [...state.hosts, ...state.vms].map(({ name }) => name)
  throw new Failure(`"${place}": no VM or host of lab ${state.name}; it has ${known.join(', ')}, underlay`, 'usage')
}

/** Runs a command inside a VM or host and hands out what it said. */
export async function labExec(place: string, command: readonly string[], lab = 'lab'): Promise<ExecResult> {
  const netns = placeNetns(await requireLab(lab), place)
  const result = await execa('ip', ['netns', 'exec', netns, ...command], { reject: false, stdin: 'ignore' })
  return { exitCode: exitStatus(result), stdout: result.stdout, stderr: result.stderr }
}

/** Runs a command inside a VM or host on this terminal; resolves to its exit status (128 + signal when killed). */
export async function labExecAttached(place: string, command: readonly string[], lab = 'lab'): Promise<number> {
  const netns = placeNetns(await requireLab(lab), place)
  const result = await execa('ip', ['netns', 'exec', netns, ...command], { reject: false, stdio: 'inherit' })
  return exitStatus(result)
}

/** As a shell tells it. `ip netns exec` becomes the command, so a signal that ends the command is what we see. */
function exitStatus({ exitCode, signal, code }: Pick<Result, 'exitCode' | 'signal' | 'code'>): number {
  if (code === 'ENOENT') throw new Failure('ip: no such command; install the Debian package iproute2')
  return exitCode ?? 128 + (signal === undefined ? 0 : constants.signals[signal])
}
