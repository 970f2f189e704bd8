import type { Command, DeviceKind, DeviceState, HostAccess, Step, StepResult } from '@netloom/core'
import { runSteps } from '../host/run-steps.ts'
import { GONE } from './gone.ts'
import { readLinks } from './link.ts'
import { markOf, vlanOwner } from './mark.ts'
import { deviceWord, macWord, numberWord, ownerWord } from './words.ts'

/** A link that somebody else makes (a hypervisor's tap) as a port of one of our bridges. */
export interface BridgePortState extends DeviceState {
  readonly kind: 'bridge-port'
  readonly device: string
  readonly bridge: string
  /** API object it is for, `port/<id>`; kept in the device's alias while it is ours. */
  readonly owner: string
  /** Bytes; absent = as its maker left it. */
  readonly mtu?: number
  readonly up: boolean
  /**
   * MAC of who is behind it. The bridge is told at once: until the guest speaks, a bridge that saw this MAC arrive through
   * the tunnel would go on sending it there, for up to 300 s after a migration to this host.
   */
  readonly mac?: string
}

function commands({ op, state }: Step<BridgePortState>): readonly Command[] {
  const device = deviceWord(state.device)
  const set = (...args: string[]): Command => ({ tool: 'ip', args: ['link', 'set', 'dev', device, ...args] })
  if (op === 'remove')
    return [
      { ...set('nomaster'), tolerate: GONE },
      { ...set('alias', ''), tolerate: GONE },
    ]
  const owner = ownerWord(state.owner)
  return [
    ...(state.mtu === undefined ? [] : [set('mtu', numberWord('mtu', state.mtu, 68, 65_535))]),
    set('alias', markOf(owner)),
    set('master', deviceWord(state.bridge)),
    set(state.up ? 'up' : 'down'),
    ...(state.mac === undefined || !state.up ? [] : [announce(device, state.mac)]),
  ]
}

const announce = (device: string, mac: string): Command => ({
  tool: 'bridge',
  args: ['fdb', 'replace', macWord(mac), 'dev', device, 'master', 'dynamic'],
  // Nobody holds the other end yet, so the port does not forward: who comes there will speak first.
  tolerate: /Operation not permitted/,
})

/** A port that has moved to a bridge of somebody else is not ours to take out of it. */
async function apply(steps: readonly Step<BridgePortState>[], host: HostAccess): Promise<readonly StepResult[]> {
  const leaving = steps.filter(({ op }) => op === 'remove').map(({ state }) => state.device)
  const masters = new Map<string, string | undefined>()
  if (leaving.length > 0) {
    for (const link of await readLinks(host, { devices: new Set(leaving) })) masters.set(link.name, link.master)
  }
  return runSteps(
    steps,
    (step) => {
      const { device, bridge } = step.state
      const all = commands(step)
      if (step.op !== 'remove' || masters.get(device) === bridge) return all
      return masters.has(device) ? all.slice(1) : []
    },
    host,
  )
}

export const bridgePortKind: DeviceKind<BridgePortState> = {
  kind: 'bridge-port',
  order: 30,
  key: (state) => `bridge-port ${state.device}`,
  equal: (desired, actual) =>
    desired.bridge === actual.bridge &&
    desired.owner === actual.owner &&
    desired.up === actual.up &&
    (desired.mtu === undefined || desired.mtu === actual.mtu),
  // None: when the bridge goes the device stays, and must be given back.
  parents: () => [],
  waitsFor: (state) => state.device,
  commands,
  apply,
  read: async (host, scope) =>
    (await readLinks(host, scope)).flatMap(({ name, type, mark, master, mtu, up }): readonly BridgePortState[] =>
      mark === undefined ||
      master === undefined ||
      type === 'vxlan' ||
      type === 'bridge' ||
      vlanOwner(mark) !== undefined
        ? []
        : [{ kind: 'bridge-port', device: name, bridge: master, owner: mark.owner, mtu, up }],
    ),
}
