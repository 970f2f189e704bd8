import type { Command, DeviceState, Step } from '@netloom/core'
import { GONE } from './already-gone.ts'
import { markOf } from './mark.ts'
import { ipv6Off, ipv6Unaddressed } from './no-ipv6.ts'
import { deviceWord, macWord, numberWord } from './argument-words.ts'

/** A Linux bridge. One of that name that is there already is adopted, and kept when the network leaves. */
export interface BridgeState extends DeviceState {
  readonly kind: 'bridge'
  readonly name: string
  /** API object it is for, `network/<id>`; kept in the device's alias. */
  readonly owner: string
  /** Bytes; absent = the kernel's choice, the smallest of its members. */
  readonly mtu?: number
  /** The bridge holds IPv6 neighbours to answer for (`neigh_suppress`), so IPv6 stays on, without address. Otherwise it is off. */
  readonly ipv6Neighbours?: boolean
  /**
   * A MAC of its own. Absent = the lowest of its members, which changes when they do; each change takes all neighbours of
   * the bridge away, permanent ones too.
   */
  readonly address?: string
  /** The host is reached through it; see `BridgePortState.movesAddresses`. Absent = the host has no business in the network. */
  readonly holdsHost?: boolean
  /** Only when read: what makes it unfit as it is (`down`, `stp on`). */
  readonly fault?: string
}

/** Makes a bridge what we need. Harmless when repeated; `isNew` = nothing can have been put on it yet. Pure. */
export function bridgeSetup(state: BridgeState, mark: string, isNew = false): readonly Command[] {
  const name = deviceWord(state.name)
  const set = (...args: string[]): Command => ({ tool: 'ip', args: ['link', 'set', 'dev', name, ...args] })
  return [
    set('alias', mark),
    // No spanning tree and no forward delay: a port forwards from the moment it joins. With a spanning tree the kernel refuses
    // no delay, also when both are told at once.
    set('type', 'bridge', 'stp_state', '0'),
    set('type', 'bridge', 'forward_delay', '0'),
    ...(state.mtu === undefined ? [] : [set('mtu', numberWord('mtu', state.mtu, 68, 65_535))]),
    ...(state.address === undefined ? [] : [set('address', macWord(state.address))]),
    ...ipv6Of(state, isNew),
    set('up'),
  ]
}

function ipv6Of({ name, ipv6Neighbours, holdsHost }: BridgeState, isNew: boolean): readonly Command[] {
  if (ipv6Neighbours === true) return ipv6Unaddressed(name)
  // To switch it off would take the host's own addresses away.
  return holdsHost === true && !isNew ? [] : ipv6Off(name)
}

export const bridgeAdd = (name: string): Command => ({
  tool: 'ip',
  args: ['link', 'add', 'name', deviceWord(name), 'type', 'bridge', 'forward_delay', '0', 'stp_state', '0'],
})

export function bridgeCommands(step: Step<BridgeState>, agent?: string): readonly Command[] {
  const { state } = step
  switch (step.op) {
    case 'remove':
      return [{ tool: 'ip', args: ['link', 'del', 'dev', deviceWord(state.name)], tolerate: GONE }]
    case 'replace':
      return bridgeSetup(state, markOf(agent, state.owner))
    case 'create':
      return [bridgeAdd(state.name), ...bridgeSetup(state, markOf(agent, state.owner), true)]
  }
}
