import type { Command, Step } from '@netloom/core'
import { GONE } from './already-gone.ts'
import { ipv6Off } from './no-ipv6.ts'
import { vlanMarkOf } from './mark.ts'
import { mustRecreateVlan, type VlanState } from './vlan-state.ts'
import { deviceWord, numberWord } from './argument-words.ts'

const ip = (...args: string[]): Command => ({ tool: 'ip', args })

/** `adopted` = the device was there before us. Pure. */
export function vlanCommands(step: Step<VlanState>, adopted = false, agent?: string): readonly Command[] {
  const { state } = step
  const name = deviceWord(state.name)
  const remove: Command = { ...ip('link', 'del', 'dev', name), tolerate: GONE }
  switch (step.op) {
    case 'remove':
      return adopted ? giveBack(name) : [remove]
    case 'create':
      return [add(state), ...vlanSetup(state, adopted, agent)]
    case 'replace':
      if (!mustRecreateVlan(state, step.actual)) return vlanSetup(state, adopted, agent)
      // Not ours to delete.
      if (adopted) throw new Error(`${name} was here before and carries another VLAN now; rename or remove it`)
      return [remove, add(state), ...vlanSetup(state, false, agent)]
  }
}

const add = (state: VlanState): Command =>
  ip(
    ...['link', 'add', 'name', deviceWord(state.name), 'link', deviceWord(state.parent)],
    ...['type', 'vlan', 'id', numberWord('VLAN ID', state.vlanId, 1, 4094)],
  )

/** Harmless when repeated. Pure. */
export function vlanSetup(state: VlanState, adopted: boolean, agent?: string): readonly Command[] {
  const name = deviceWord(state.name)
  const set = (...args: string[]): Command => ip('link', 'set', 'dev', name, ...args)
  return [
    set('alias', vlanMarkOf(agent, state.owner, adopted)),
    // The kernel refuses more than the interface below can carry.
    ...(state.mtu === undefined ? [] : [set('mtu', numberWord('mtu', state.mtu, 68, 65_535))]),
    ...ipv6Off(name),
    set('master', deviceWord(state.bridge)),
    set('up'),
  ]
}

function giveBack(name: string): readonly Command[] {
  return [
    { ...ip('link', 'set', 'dev', name, 'nomaster'), tolerate: GONE },
    { ...ip('link', 'set', 'dev', name, 'alias', ''), tolerate: GONE },
  ]
}
