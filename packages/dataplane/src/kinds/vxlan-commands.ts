import type { Command, Step } from '@netloom/core'
import { GONE } from './already-gone.ts'
import { HALF_MADE, markOf } from './mark.ts'
import { mustRecreate, type VxlanState } from './vxlan-state.ts'
import { ipv6Unaddressed } from './no-ipv6.ts'
import { deviceWord, ipWord, numberWord } from './argument-words.ts'

const ip = (...args: string[]): Command => ({ tool: 'ip', args })

export function vxlanCommands(step: Step<VxlanState>, agent?: string): readonly Command[] {
  const { state } = step
  const remove: Command = { ...ip('link', 'del', 'dev', deviceWord(state.name)), tolerate: GONE }
  switch (step.op) {
    case 'remove':
      return [remove]
    case 'create':
      return [vxlanAdd(state), ...vxlanSetup(state, agent)]
    case 'replace':
      return mustRecreate(state, step.actual)
        ? [remove, vxlanAdd(state), ...vxlanSetup(state, agent)]
        : [...change(state, step.actual), ...vxlanSetup(unisolated(state, step.actual), agent)]
  }
}

/** Makes the device, in the group that says it is half made: an alias cannot be given to a device that is not there yet. */
export function vxlanAdd(state: VxlanState): Command {
  return ip(
    ...['link', 'add', 'name', deviceWord(state.name), 'group', HALF_MADE, 'type', 'vxlan'],
    ...['id', numberWord('VNI', state.vni, 0, 2 ** 24 - 1)],
    ...['dev', deviceWord(state.underlay), 'local', ipWord(state.localIp)],
    ...['dstport', numberWord('UDP port', state.dstPort, 1, 65_535)],
    ...(state.group === undefined ? [] : ['group', ipWord(state.group)]),
    ...(state.ttl === undefined ? [] : ['ttl', numberWord('ttl', state.ttl, 1, 255)]),
    ...(state.tos === undefined ? [] : ['tos', tosWord(state.tos)]),
    ...(state.portRange === undefined
      ? []
      : ['srcport', ...state.portRange.map((port) => numberWord('UDP port', port, 1, 65_535))]),
    state.learning ? 'learning' : 'nolearning',
    ...(state.proxy ? ['proxy'] : []),
  )
}

/** Everything about a device that exists and does not depend on how it was made. Harmless when repeated. */
export function vxlanSetup(state: VxlanState, agent?: string): readonly Command[] {
  const set = (...args: string[]): Command => ip('link', 'set', 'dev', deviceWord(state.name), ...args)
  return [
    set('alias', markOf(agent, state.owner), 'group', 'default'),
    // A line of its own: asked for while the device is made, the kernel silently takes what fits instead.
    ...(state.mtu === undefined ? [] : [set('mtu', numberWord('mtu', state.mtu, 68, 65_535))]),
    // Neighbours of both families live here; what arrives is the bridge's, so the host never sees it.
    ...ipv6Unaddressed(state.name),
    ...(state.bridge === undefined
      ? [set('nomaster')]
      : [
          set('master', deviceWord(state.bridge)),
          set('type', 'bridge_slave', 'neigh_suppress', onOff(state.neighSuppress), ...isolation(state)),
        ]),
    set('up'),
  ]
}

const onOff = (value: boolean): string => (value ? 'on' : 'off')

/** Said only where it matters: kernels before 4.18 do not know it. */
function isolation({ isolated }: VxlanState): readonly string[] {
  return isolated === undefined ? [] : ['isolated', onOff(isolated)]
}

/** What was isolated has to be told that it no longer is. */
function unisolated(state: VxlanState, actual: VxlanState): VxlanState {
  return actual.isolated === true ? { ...state, isolated: state.isolated ?? false } : state
}

/** What the kernel changes in place, so that the entries on the device and the traffic through it stay. */
function change(state: VxlanState, actual: VxlanState): readonly Command[] {
  const words = [
    ...(state.localIp === actual.localIp ? [] : ['local', ipWord(state.localIp)]),
    ...(state.ttl === actual.ttl ? [] : ['ttl', state.ttl === undefined ? '0' : numberWord('ttl', state.ttl, 1, 255)]),
    ...(state.tos === actual.tos ? [] : ['tos', tosWord(state.tos ?? 0)]),
    ...(state.learning === actual.learning ? [] : [state.learning ? 'learning' : 'nolearning']),
  ]
  return words.length === 0 ? [] : [ip('link', 'set', 'dev', state.name, 'type', 'vxlan', ...words)]
}

/** The tool reads this one number as hexadecimal. */
function tosWord(tos: number | 'inherit'): string {
  return tos === 'inherit' ? tos : `0x${Number(numberWord('tos', tos, 0, 255)).toString(16)}`
}
