import { describe, expect, it } from 'vitest'
import { type Clock, type DeviceKind, type DeviceState, type HostAccess, type Step, systemClock } from '@netloom/core'
import { openvswitchKinds } from '../src/agent/kinds/openvswitch-kinds.ts'
import { bridge, cable, localVlan, patch, SEGMENT, tapName, tunnel, vif } from './switch-states.ts'

// Waits a twentieth of what it is told.
const clock: Clock = {
  now: () => systemClock.now(),
  date: () => systemClock.date(),
  after: (ms, run) => systemClock.after(ms / 20, run),
}
const kinds = new Map(openvswitchKinds({ ovsdb: 'unix:/nonexistent/db.sock', clock }).map((kind) => [kind.kind, kind]))
const kindOf = (state: DeviceState): DeviceKind => kinds.get(state.kind)!
const step = (op: 'create' | 'remove', state: DeviceState): Step => ({
  op,
  key: kindOf(state).key(state),
  state,
  cause: { object: 'network/x', revision: 1, rule: 'test' },
})
const lines = (op: 'create' | 'remove', state: DeviceState): readonly string[] =>
  kindOf(state).describe!(step(op, state))

describe('states of a switch, without a switch', () => {
  const all = [bridge('br-int'), localVlan(), ...cable, tunnel('gre-1', { type: 'gre' }), vif(1)]

  it('have keys of their own and equal themselves', () => {
    expect(all.map((state) => kindOf(state).key(state))).toEqual([
      'ovs-bridge br-int',
      `local-vlan ${SEGMENT}`,
      'ovs-port patch-tun',
      'ovs-port patch-int',
      'ovs-port gre-1',
      `ovs-port ${tapName(1)}`,
    ])
    for (const state of all) expect(kindOf(state).equal(state, structuredClone(state))).toBe(true)
    for (const state of all) expect(kindOf(state).commands(step('create', state))).toEqual([])
  })

  it('differ in whatever would make packets go elsewhere', () => {
    const differ = (a: DeviceState, b: DeviceState): boolean => !kindOf(a).equal(a, b)
    expect(differ(bridge('br-int'), { ...bridge('br-int'), failMode: 'standalone' } as DeviceState)).toBe(true)
    expect(differ(cable[0]!, patch('br-int', 'patch-tun', 'elsewhere'))).toBe(true)
    for (const more of [
      { remoteIp: '192.0.2.3' },
      { dstPort: 8_472 },
      { checksum: true },
      { dontFragment: false },
      { tos: 4 },
    ])
      expect(differ(tunnel('t'), tunnel('t', more))).toBe(true)
    expect(differ(tunnel('t'), tunnel('t', { dstPort: 4_789, tos: 0 }))).toBe(false)
    expect(differ(tunnel('t', { remoteIp: '2001:db8::2' }), tunnel('t', { remoteIp: '2001:DB8:0:0::2' }))).toBe(false)
    for (const more of [{ vlan: { segmentId: '' } }, { mac: 'fa:16:3e:99:99:99' }, { up: false }, { mtu: 1_500 }])
      expect(differ(vif(1), vif(1, more))).toBe(true)
    expect(differ(vif(1), { ...vif(1), fault: 'its device was made anew' } as DeviceState)).toBe(true)
  })

  it('wait for a tap, and for nothing else', () => {
    expect(all.map((state) => kindOf(state).waitsFor?.(state))).toEqual([
      ...Array.from({ length: 5 }, () => undefined),
      tapName(1),
    ])
  })

  it('read as the lines a person would type', () => {
    expect(lines('create', bridge('br-tun'))).toEqual([
      'ovs-vsctl --may-exist add-br br-tun -- set Bridge br-tun datapath_type=netdev fail_mode=secure external_ids:netloom=made',
    ])
    expect(lines('create', cable[0]!)).toEqual([
      'ovs-vsctl --may-exist add-port br-int patch-tun -- set Interface patch-tun type=patch options:peer=patch-int -- set Port patch-tun external_ids:netloom=made',
    ])
    expect(lines('remove', tunnel('gre-1'))).toEqual(['ovs-vsctl --if-exists del-port br-tun gre-1'])
    const [link, port] = lines('create', vif(1))
    expect(link).toBe(`ip link set dev ${tapName(1)} mtu 1450 up`)
    expect(port).toContain(`add-port br-int ${tapName(1)} tag=<vlan of segment ${SEGMENT}> -- set Interface`)
  })

  it('cannot be read while there is no switch, and say so', async () => {
    const host: HostAccess = {
      name: 'h',
      batch: () => Promise.resolve([]),
      json: () => Promise.resolve([]),
      run: () => Promise.resolve(''),
      nft: () => Promise.resolve(''),
      forgetConnections: () => Promise.resolve(),
    }
    const began = performance.now()
    await expect(kinds.get('ovs-port')!.read(host)).rejects.toThrow(
      /database of Open vSwitch at unix:\/nonexistent\/db\.sock does not answer \(connect ENOENT.*is ovsdb-server running/,
    )
    expect(performance.now() - began).toBeLessThan(1_000)
    const [result] = await kinds.get('ovs-port')!.apply!([step('create', tunnel('t'))], host)
    expect(result?.error).toContain('does not answer')
    await kinds.get('ovs-port')!.close?.()
  })
})
