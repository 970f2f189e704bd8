import type { Command, DeviceKind, DeviceState, Step } from '@netloom/core'
import { GONE } from './already-gone.ts'
import { ZERO_MAC, readTunnelFdb } from './read-tunnel-fdb.ts'
import { deviceWord, ipWord, numberWord, sameSpelling } from './argument-words.ts'

/** One VTEP that gets a copy of what a VXLAN device must flood. A device has as many as it has neighbours. */
export interface FloodState extends DeviceState {
  readonly kind: 'flood'
  readonly device: string
  readonly dst: string
  /** UDP port of that VTEP; absent = the device's own. */
  readonly port?: number
}

function commands(step: Step<FloodState>): readonly Command[] {
  const remove: Command = { tool: 'bridge', args: ['fdb', 'del', ...entryOf(step.state)], tolerate: GONE }
  const append: Command = { tool: 'bridge', args: ['fdb', 'append', ...entryOf(step.state)], tolerate: /File exists/ }
  switch (step.op) {
    case 'remove':
      return [remove]
    case 'create':
      return [append]
    case 'replace':
      return [{ ...remove, args: ['fdb', 'del', ...entryOf(step.actual)] }, append]
  }
}

function entryOf({ device, dst, port }: FloodState): readonly string[] {
  const entry = [ZERO_MAC, 'dev', deviceWord(device), 'dst', ipWord(dst)]
  return port === undefined ? entry : [...entry, 'port', numberWord('UDP port', port, 1, 65_535)]
}

export const floodKind: DeviceKind<FloodState> = {
  kind: 'flood',
  order: 40,
  key: (state) => `flood ${state.device} ${sameSpelling(state.dst)}`,
  equal: (desired, actual) => desired.port === actual.port,
  parents: (state) => [`vxlan ${state.device}`],
  commands,
  read: async (host, scope) =>
    (await readTunnelFdb(host, scope)).flatMap(({ device, mac, dst, port }): readonly FloodState[] =>
      mac === ZERO_MAC ? [{ kind: 'flood', device, dst, ...(port !== undefined && { port }) }] : [],
    ),
}
