import type { Command, DeviceKind, DeviceState, Step } from '@netloom/core'
import { GONE } from './gone.ts'
import { ZERO_MAC, readTunnelFdb } from './read-tunnel-fdb.ts'
import { deviceWord, ipWord, sameSpelling } from './words.ts'

/** One VTEP that gets a copy of what a VXLAN device must flood. A device has as many as it has neighbours. */
export interface FloodState extends DeviceState {
  readonly kind: 'flood'
  readonly device: string
  readonly dst: string
}

function commands({ op, state }: Step<FloodState>): readonly Command[] {
  const entry = [ZERO_MAC, 'dev', deviceWord(state.device), 'dst', ipWord(state.dst)]
  if (op === 'remove') return [{ tool: 'bridge', args: ['fdb', 'del', ...entry], tolerate: GONE }]
  return [{ tool: 'bridge', args: ['fdb', 'append', ...entry], tolerate: /File exists/ }]
}

export const floodKind: DeviceKind<FloodState> = {
  kind: 'flood',
  order: 40,
  key: (state) => `flood ${state.device} ${sameSpelling(state.dst)}`,
  equal: () => true,
  parents: (state) => [`vxlan ${state.device}`],
  commands,
  read: async (host, scope) =>
    (await readTunnelFdb(host, scope)).flatMap(({ device, mac, dst }): readonly FloodState[] =>
      mac === ZERO_MAC ? [{ kind: 'flood', device, dst }] : [],
    ),
}
