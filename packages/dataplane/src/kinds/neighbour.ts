import type { Command, DeviceKind, DeviceState, Step } from '@netloom/core'
import { GONE } from './already-gone.ts'
import { readLinks } from './link.ts'
import { deviceRows, text } from './device-rows.ts'
import { deviceWord, ipWord, macWord, sameSpelling } from './argument-words.ts'

/** What a VXLAN device (`proxy`) or a bridge (`neigh_suppress`) answers to ARP and neighbour solicitations. */
export interface NeighbourState extends DeviceState {
  readonly kind: 'neighbour'
  readonly device: string
  readonly ip: string
  readonly mac: string
}

function commands({ op, state }: Step<NeighbourState>): readonly Command[] {
  const ip = ipWord(state.ip)
  const device = deviceWord(state.device)
  if (op === 'remove') return [{ tool: 'ip', args: ['neigh', 'del', ip, 'dev', device], tolerate: GONE }]
  // Permanent: others fall to the garbage collector, and a table of thousands is full before that.
  return [
    { tool: 'ip', args: ['neigh', 'replace', ip, 'lladdr', macWord(state.mac), 'dev', device, 'nud', 'permanent'] },
  ]
}

export const neighbourKind: DeviceKind<NeighbourState> = {
  kind: 'neighbour',
  order: 40,
  key: (state) => `neighbour ${state.device} ${sameSpelling(state.ip)}`,
  equal: (desired, actual) => desired.mac.toLowerCase() === actual.mac.toLowerCase(),
  parents: (state) => [`vxlan ${state.device}`, `bridge ${state.device}`],
  commands,
  read: async (host, scope) => {
    const [links, rows] = await Promise.all([
      readLinks(host, scope),
      deviceRows(host, 'ip', ['neigh', 'show', 'nud', 'permanent'], 'dev', scope),
    ])
    const ours = new Set(
      links
        .filter(({ mark, type }) => mark !== undefined && (type === 'vxlan' || type === 'bridge'))
        .map(({ name }) => name),
    )
    return rows.flatMap(({ device, row }): readonly NeighbourState[] => {
      const ip = text(row, 'dst')
      const mac = text(row, 'lladdr')
      return ip === undefined || mac === undefined || !ours.has(device) ? [] : [{ kind: 'neighbour', device, ip, mac }]
    })
  },
}
