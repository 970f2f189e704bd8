import type { Command, DeviceKind, DeviceState, HostAccess, ReadScope, Step } from '@netloom/core'
import { GONE } from './already-gone.ts'
import { readLinks } from './link.ts'
import { deviceRows, strings, text } from './device-rows.ts'
import { deviceWord, macWord } from './argument-words.ts'

/**
 * A MAC that a bridge finds behind its VXLAN device, before it has heard from it. With `neigh_suppress` the bridge keeps a
 * question to itself only when it knows where the answer lives; without this the first one would be flooded.
 */
export interface BridgeFdbState extends DeviceState {
  readonly kind: 'bridge-fdb'
  /** The VXLAN device, a port of the bridge. */
  readonly device: string
  readonly mac: string
}

function commands({ op, state }: Step<BridgeFdbState>): readonly Command[] {
  const entry = [macWord(state.mac), 'dev', deviceWord(state.device), 'master']
  // By port: a removal that comes late cannot take an entry that has moved to another one.
  if (op === 'remove') return [{ tool: 'bridge', args: ['fdb', 'del', ...entry], tolerate: GONE }]
  // Learned by somebody else: it does not age, and the bridge may move it when it hears the MAC elsewhere.
  return [{ tool: 'bridge', args: ['fdb', 'replace', ...entry, 'extern_learn'] }]
}

async function read(host: HostAccess, scope?: ReadScope): Promise<readonly BridgeFdbState[]> {
  const [links, rows] = await Promise.all([
    readLinks(host, scope),
    deviceRows(host, 'bridge', ['fdb', 'show'], 'ifname', scope),
  ])
  const ours = new Set(links.filter(({ type, mark }) => type === 'vxlan' && mark !== undefined).map(({ name }) => name))
  return rows.flatMap(({ device, row }): readonly BridgeFdbState[] => {
    const mac = text(row, 'mac')
    const isSet = strings(row, 'flags').includes('extern_learn') && text(row, 'master') !== undefined
    return mac !== undefined && isSet && ours.has(device) ? [{ kind: 'bridge-fdb', device, mac }] : []
  })
}

export const bridgeFdbKind: DeviceKind<BridgeFdbState> = {
  kind: 'bridge-fdb',
  order: 40,
  key: (state) => `bridge-fdb ${state.device} ${state.mac.toLowerCase()}`,
  equal: () => true,
  parents: (state) => [`vxlan ${state.device}`],
  commands,
  read,
}
