import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LabHost, drift, isRoot } from './lab-host.ts'
import { bridge, fdb, port, vxlan } from './sample-states.ts'

describe.runIf(isRoot)('devices of somebody else', () => {
  let lab: LabHost

  beforeEach(async () => {
    lab = await LabHost.create('foreign')
  })
  afterEach(() => lab.close())

  it('are never read', async () => {
    lab.ip('link add name br-theirs type bridge')
    lab.ip('link add name vx-theirs type vxlan id 7 dev eth0 local 192.0.2.1 dstport 4789')
    lab.bridge('fdb append 00:00:00:00:00:00 dev vx-theirs dst 192.0.2.7')
    lab.ip('neigh replace 10.0.0.7 lladdr fa:16:3e:00:00:07 dev vx-theirs nud permanent')
    lab.tap('tap7')
    lab.ip('link set tap7 master br-theirs')
    expect(await lab.host.read()).toEqual([])
  })

  it('stay when a bridge of ours goes: the bridge stays with them, and is ours no more', async () => {
    lab.tap('theirs')
    await lab.create(bridge, vxlan)
    lab.ip('link set theirs master brq1')
    expect(await lab.remove(bridge, vxlan)).toEqual([undefined, undefined])
    expect(lab.ip('link show dev theirs')).toContain('master brq1')
    expect(await lab.host.read()).toEqual([])
  })

  it('are adopted as a bridge and given back', async () => {
    lab.ip('link add name brq1 type bridge')
    expect(await lab.create(bridge)).toEqual([undefined])
    expect(await drift(lab.host, [bridge])).toEqual([])
    expect(await lab.remove(bridge)).toEqual([undefined])
    expect(lab.ip('link show dev brq1')).toContain('brq1')
    expect(await lab.host.read()).toEqual([])
  })

  it('are not taken by their name', async () => {
    lab.ip('link add name brq1 type bridge')
    lab.ip('link set brq1 alias precious')
    lab.ip('link add name vxlan-100 type veth peer name other')
    const [bridgeError, vxlanError] = await lab.create(bridge, vxlan)
    expect(bridgeError).toMatch(/belongs to somebody else \(its alias is "precious"\)/)
    expect(vxlanError).toMatch(/vxlan-100 is there already and is no VXLAN device/)
    expect(lab.ip('link show dev brq1')).toContain('precious')
    expect(lab.ip('-d link show dev vxlan-100')).not.toMatch(/alias|master|UP/)
  })

  it.each([
    ['without an alias', undefined, /vxlan-100 belongs to somebody else: it has no mark of ours/],
    ['with an alias', 'precious', /vxlan-100 belongs to somebody else: it has the alias "precious"/],
  ])('are no VXLAN device of ours, be they just what is wanted (%s)', async (_, alias, refusal) => {
    lab.ip('link add name vxlan-100 type vxlan id 100 dev eth0 local 192.0.2.1 dstport 4789 nolearning proxy')
    if (alias !== undefined) lab.ip(`link set vxlan-100 alias ${alias}`)
    const before = lab.ip('-d link show dev vxlan-100')
    const [bridgeError, vxlanError] = await lab.create(bridge, vxlan)
    expect(bridgeError).toBeUndefined()
    expect(vxlanError).toMatch(refusal)
    expect(lab.ip('-d link show dev vxlan-100')).toBe(before)
    expect(await lab.remove(vxlan)).toEqual([undefined])
    expect(lab.ip('-d link show dev vxlan-100')).toBe(before)
  })

  it('in the way of one VXLAN device do not stop the others', async () => {
    lab.ip('link add name vxlan-100 type vxlan id 7 dev eth0 local 192.0.2.1 dstport 4789')
    const other = { ...vxlan, name: 'vxlan-200', vni: 200 }
    const [, error, done] = await lab.create(bridge, vxlan, other)
    expect(error).toMatch(/belongs to somebody else/)
    expect(done).toBeUndefined()
    expect(await drift(lab.host, [bridge, other])).toEqual([])
  })

  it('keep a tap that has moved to their bridge', async () => {
    lab.tap('tap1')
    lab.ip('link add name br-theirs type bridge')
    await lab.create(bridge, port)
    lab.ip('link set tap1 master br-theirs')
    expect(await lab.remove(port)).toEqual([undefined])
    expect(lab.ip('link show dev tap1')).toContain('master br-theirs')
  })

  it('do not hide behind learned entries', async () => {
    await lab.create(bridge, vxlan, fdb)
    lab.bridge('fdb replace fa:16:3e:00:00:aa dev vxlan-100 dst 192.0.2.4 dynamic')
    expect(await drift(lab.host, [bridge, vxlan, fdb])).toEqual([])
  })
})
