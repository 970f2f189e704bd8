import type { Host } from '@netloom/core'
import { footprint } from '@netloom/testing/lab'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apply, canRun, drift, SwitchHost } from './switch-host.ts'
import { bridge, localVlan, patch, tapName, tunnel, vif } from './switch-states.ts'

describe.skipIf(!canRun)('two agents on one switch', () => {
  let lab: SwitchHost
  let first: Host
  let second: Host
  const bridges = [bridge('br-int'), bridge('br-tun')]
  const own = [...bridges, localVlan(), tunnel('vxlan-1'), vif(1), patch('br-int', 'patch-tun', 'patch-int')]

  beforeAll(async () => {
    lab = await SwitchHost.create()
    first = lab.open(lab.ovsdb, { agent: 'openvswitch.h1' }).host
    second = lab.open(lab.ovsdb, { agent: 'openvswitch.h2', integrationBridge: 'br-two' }).host
    lab.tap(tapName(1))
    expect((await apply(first, 'create', ...own)).filter((error) => error !== undefined)).toEqual([])
  })
  afterAll(() => lab.close())

  it('neither read, take nor remove each other’s bridges and ports', async () => {
    expect(await second.read()).toEqual([])
    const [onBridge, onPort] = await apply(second, 'create', bridge('br-int'), tunnel('vxlan-1'))
    expect(onBridge).toContain('bridge br-int belongs to agent openvswitch.h1')
    expect(onPort).toContain('port vxlan-1 belongs to agent openvswitch.h1')
    expect(await apply(second, 'remove', bridge('br-tun'), tunnel('vxlan-1'))).toEqual([undefined, undefined])
    expect(await apply(second, 'create', bridge('br-two'))).toEqual([undefined])
    expect(await drift(first, own)).toEqual([])
    expect(await drift(second, [bridge('br-two')])).toEqual([])
    expect(await apply(second, 'remove', bridge('br-two'))).toEqual([undefined])
  })

  it('take over what a version made that named no agent', async () => {
    lab.vsctl('remove Bridge br-tun external_ids netloom-agent -- remove Port vxlan-1 external_ids netloom-agent')
    expect((await drift(first, own)).toSorted()).toEqual(['different ovs-bridge br-tun', 'different ovs-port vxlan-1'])
    expect(await apply(first, 'create', bridge('br-tun'), tunnel('vxlan-1'))).toEqual([undefined, undefined])
    expect(await drift(first, own)).toEqual([])
    expect(lab.vsctl('get Port vxlan-1 external_ids:netloom-agent external_ids:netloom')).toContain('openvswitch.h1')
    expect(lab.vsctl('get Bridge br-tun external_ids:netloom')).toBe('made')
  })

  it('leave no port, VLAN, descriptor or link behind after 200 networks came and went', async () => {
    const segment = (n: number): string => `${n.toString(16).padStart(8, '0')}-5555-4000-8000-000000000000`
    const round = async (from: number, count: number): Promise<void> => {
      const numbers = Array.from({ length: count }, (_, at) => from + at)
      const states = numbers.flatMap((n) => [
        localVlan(segment(n)),
        tunnel(`vxlan-${n.toString(16)}`, { remoteIp: `192.0.3.${String(n % 250)}`, dstPort: 5_000 + n }),
      ])
      expect((await apply(first, 'create', ...states)).filter((error) => error !== undefined)).toEqual([])
      expect((await apply(first, 'remove', ...states)).filter((error) => error !== undefined)).toEqual([])
    }
    await round(2, 1)
    const before = footprint(lab.netns)
    for (let from = 2; from < 200; from += 50) await round(from, 50)
    const { links, namespaceIds } = footprint(lab.netns)
    expect({ links, namespaceIds }).toEqual({ links: before.links, namespaceIds: before.namespaceIds })
    expect(await drift(first, own)).toEqual([])
  }, 120_000)
})
