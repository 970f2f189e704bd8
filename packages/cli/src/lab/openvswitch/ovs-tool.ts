import { execa } from 'execa'
import { Failure } from '../../base/failure.ts'
import { ovsEnvironment } from './ovs-directory.ts'

const PATIENCE_S = 20

/** Runs `ovs-vsctl` against the instance of `directory` and waits until the switch has done it. @throws {Failure} */
export async function ovsVsctl(directory: string, args: readonly string[]): Promise<string> {
  return ovsTool(directory, 'ovs-vsctl', [`--timeout=${String(PATIENCE_S)}`, ...args])
}

/** Runs a tool of Open vSwitch against the instance of `directory`. @throws {Failure} with what it said */
export async function ovsTool(directory: string, tool: string, args: readonly string[]): Promise<string> {
  const result = await execa(tool, args, { reject: false, stdin: 'ignore', env: ovsEnvironment(directory) })
  if (result.exitCode === 0) return result.stdout
  if (result.code === 'ENOENT') throw new Failure(missing(tool))
  throw new Failure(`${tool}: ${result.stderr.split('\n')[0] ?? ''} (${directory})`)
}

const missing = (tool: string): string =>
  `${tool}: no such command; install the Debian package openvswitch-switch, or use --mechanism linuxbridge`
