import type { Command, DeviceKind, DeviceState, Step } from '@netloom/core'
import { GONE } from './already-gone.ts'
import { ZERO_MAC, readTunnelFdb } from './read-tunnel-fdb.ts'
import { deviceWord, ipWord, macWord, sameSpelling } from './argument-words.ts'

/** A MAC behind a remote VTEP, in the forwarding database of a VXLAN device. */
export interface FdbState extends DeviceState {
  readonly kind: 'fdb'
  readonly device: string
  readonly mac: string
  /** The VTEP. */
  readonly dst: string
}

function commands({ op, state }: Step<FdbState>): readonly Command[] {
  const entry = [macWord(state.mac), 'dev', deviceWord(state.device), 'dst', ipWord(state.dst)]
  // With its VTEP, so that a late removal cannot take an entry that has moved on.
  if (op === 'remove') return [{ tool: 'bridge', args: ['fdb', 'del', ...entry], tolerate: GONE }]
  // Not `add`: an entry that was learned meanwhile would make it fail.
  return [{ tool: 'bridge', args: ['fdb', 'replace', ...entry] }]
}

export const fdbKind: DeviceKind<FdbState> = {
  kind: 'fdb',
  order: 40,
  key: (state) => `fdb ${state.device} ${state.mac.toLowerCase()}`,
  equal: (desired, actual) => sameSpelling(desired.dst) === sameSpelling(actual.dst),
  parents: (state) => [`vxlan ${state.device}`],
  commands,
  read: async (host, scope) =>
    (await readTunnelFdb(host, scope)).flatMap(({ device, mac, dst }): readonly FdbState[] =>
      mac === ZERO_MAC ? [] : [{ kind: 'fdb', device, mac, dst }],
    ),
}
