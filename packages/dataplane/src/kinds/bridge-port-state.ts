import type { Command, DeviceState, Step } from '@netloom/core'
import { GONE } from './already-gone.ts'
import { markOf } from './mark.ts'
import { deviceWord, macWord, numberWord, ownerWord } from './argument-words.ts'

/** A link that somebody else makes (a hypervisor's tap, the host's interface) as a port of one of our bridges. */
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
  /**
   * An interface of the host: what it has of addresses and routes goes to the bridge, where the host is reached from then on,
   * and back to the interface when that leaves. The bridge takes the interface's MAC, too.
   */
  readonly movesAddresses?: boolean
  /** Only when read: what makes it unfit as it is. */
  readonly fault?: string
  /** Only when read: its mark names no agent. */
  readonly hasOldMark?: boolean
}

/** Without addresses, which only the host knows. Pure. */
export function bridgePortCommands({ op, state }: Step<BridgePortState>, agent?: string): readonly Command[] {
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
    set('alias', markOf(agent, owner)),
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

/** The step as a person would type it. Pure. */
export function describeBridgePort(step: Step<BridgePortState>, agent?: string): readonly string[] {
  const lines = bridgePortCommands(step, agent).map(({ tool, args }) => [tool, ...args].join(' '))
  const { device, bridge, movesAddresses } = step.state
  if (movesAddresses !== true) return lines
  const [from, to] = step.op === 'remove' ? [bridge, device] : [device, bridge]
  return [...lines, `# addresses and routes of ${from} go to ${to}`]
}
