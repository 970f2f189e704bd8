import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LabHost, drift, isRoot } from './lab-host.ts'
import { bridge, bridgeFdb, fdb, flood, neighbour, port, vxlan } from './sample-states.ts'

const DONE = undefined

describe.runIf(isRoot)('device kinds on this kernel', () => {
  let lab: LabHost

  beforeEach(async () => {
    lab = await LabHost.create('kinds')
    lab.tap('tap1')
  })
  afterEach(() => lab.close())

  const everything = [
    bridge,
    vxlan,
    port,
    fdb,
    flood('192.0.2.2'),
    flood('192.0.2.3'),
    neighbour,
    { ...neighbour, ip: '2001:db8:1::2' },
  ]

  it('reads back exactly what was created, in whatever order it was asked for', async () => {
    expect(await lab.create(...everything.toReversed())).toEqual(everything.map(() => DONE))
    expect(await drift(lab.host, everything)).toEqual([])
  })

  it('leaves nothing behind but the tap', async () => {
    const before = await lab.host.links()
    await lab.create(...everything)
    expect(await lab.remove(...everything)).toEqual(everything.map(() => DONE))
    expect(await lab.host.read()).toEqual([])
    expect(await lab.host.links()).toEqual(before)
    expect(lab.ip('-d link show dev tap1')).not.toMatch(/netloom|master/)
  })

  it('does the same again without complaint', async () => {
    await lab.create(...everything)
    const [again] = await lab.create(bridge)
    expect(again).toBe(DONE)
    expect(await lab.create(fdb, flood('192.0.2.2'), neighbour, port)).toEqual([DONE, DONE, DONE, DONE])
    expect(await drift(lab.host, everything)).toEqual([])
    await lab.remove(...everything)
    expect(await lab.remove(...everything)).toEqual(everything.map(() => DONE))
  })

  it('removes only the device when its entries go with it', async () => {
    await lab.create(bridge, vxlan, fdb)
    expect(await lab.remove(vxlan, fdb)).toEqual([DONE, DONE])
    expect(await lab.host.read()).toEqual([expect.objectContaining({ kind: 'bridge' })])
  })

  it('tunnels over IPv6', async () => {
    const six = [
      bridge,
      { ...vxlan, localIp: '2001:DB8::1', mtu: 1430 },
      { ...fdb, dst: '2001:DB8::0:2' },
      { ...flood('2001:db8::2') },
    ]
    expect(await lab.create(...six)).toEqual(six.map(() => DONE))
    expect(await drift(lab.host, six)).toEqual([])
  })

  it('reports every option of a VXLAN device as it was asked for', async () => {
    const full = {
      ...vxlan,
      ttl: 64,
      tos: 'inherit' as const,
      portRange: [40_000, 50_000] as const,
      proxy: false,
      neighSuppress: true,
      isolated: true,
    }
    const multicast = {
      ...vxlan,
      name: 'vxlan-101',
      vni: 101,
      group: '239.1.1.1',
      learning: true,
      proxy: false,
      tos: 40,
    }
    await lab.create(bridge, full, multicast)
    expect(await drift(lab.host, [bridge, full, multicast])).toEqual([])
  })

  it('gives the bridge neighbours of both families to answer for', async () => {
    const states = [
      { ...bridge, ipv6Neighbours: true },
      { ...neighbour, device: 'brq1' },
      { ...neighbour, device: 'brq1', ip: 'fd00::2' },
    ]
    expect(await lab.create(...states)).toEqual(states.map(() => DONE))
    expect(await drift(lab.host, states)).toEqual([])
  })

  it('keeps the neighbours of a bridge whose members come and go, when it has a MAC of its own', async () => {
    const states = [
      { ...bridge, address: 'fe:00:00:00:00:01' },
      { ...neighbour, device: 'brq1' },
    ]
    expect(await lab.create(...states)).toEqual(states.map(() => DONE))
    lab.ip('link add name low type veth peer name lowpeer')
    lab.ip('link set low address 02:00:00:00:00:01')
    lab.ip('link set low master brq1 up')
    lab.ip('link set lowpeer up')
    expect(await drift(lab.host, states)).toEqual([])
  })

  it('tells the bridge where a MAC is before it was heard, and takes that back alone', async () => {
    const states = [bridge, { ...vxlan, neighSuppress: true }, fdb, bridgeFdb]
    expect(await lab.create(...states)).toEqual(states.map(() => DONE))
    expect(await drift(lab.host, states)).toEqual([])
    expect(await lab.remove(bridgeFdb)).toEqual([DONE])
    expect(await lab.remove(bridgeFdb)).toEqual([DONE])
    expect(await drift(lab.host, states.slice(0, 3))).toEqual([])
  })

  it('gives the host no address in a tenant network', async () => {
    await lab.create(...everything)
    await lab.create({ ...bridge, name: 'brq2', ipv6Neighbours: true })
    for (const device of ['brq1', 'brq2', 'vxlan-100']) expect(lab.ip(`addr show dev ${device}`)).not.toContain('inet')
  })

  it('changes in place what the kernel can change, and keeps the entries', async () => {
    await lab.create(bridge, { ...bridge, name: 'brq2' }, vxlan, fdb)
    const index = lab.ip('-o link show dev vxlan-100').split(':')[0]
    lab.ip('addr add 192.0.2.9/24 dev eth0')
    const desired = {
      ...vxlan,
      mtu: 1400,
      bridge: 'brq2',
      localIp: '192.0.2.9',
      ttl: 9,
      learning: true,
      neighSuppress: true,
    }
    expect(await lab.replace(vxlan, desired)).toBe(DONE)
    expect(await drift(lab.host, [bridge, { ...bridge, name: 'brq2' }, desired, fdb])).toEqual([])
    expect(lab.ip('-o link show dev vxlan-100').split(':')[0]).toBe(index)
  })

  it('takes back the isolation of a port of a bridge', async () => {
    const isolated = { ...vxlan, isolated: true }
    await lab.create(bridge, isolated)
    expect(await drift(lab.host, [bridge, vxlan])).toEqual(['different vxlan vxlan-100'])
    expect(await lab.replace(isolated, vxlan)).toBe(DONE)
    expect(await drift(lab.host, [bridge, vxlan])).toEqual([])
  })

  it('makes a device anew where it must', async () => {
    await lab.create(bridge, vxlan, fdb)
    const desired = { ...vxlan, proxy: false, dstPort: 8472 }
    expect(await lab.replace(vxlan, desired)).toBe(DONE)
    expect(await drift(lab.host, [bridge, desired])).toEqual([])
  })

  it('moves an entry to another VTEP, and a late removal does not take it', async () => {
    await lab.create(bridge, vxlan, fdb)
    const moved = { ...fdb, dst: '192.0.2.3' }
    expect(await lab.replace(fdb, moved)).toBe(DONE)
    await lab.remove(fdb)
    expect(await drift(lab.host, [bridge, vxlan, moved])).toEqual([])
  })

  it('names the cause when the underlay is too small for the MTU', async () => {
    const [, error] = await lab.create(bridge, { ...vxlan, mtu: 9_000 })
    expect(error).toMatch(/ip link set dev vxlan-100 mtu 9000/)
  })

  it('fails one step and does the others', async () => {
    const results = await lab.create(
      bridge,
      vxlan,
      { ...fdb, dst: '2001:db8::1' },
      { ...fdb, mac: 'nonsense' },
      flood('192.0.2.2'),
    )
    expect(results.map((error) => error === undefined)).toEqual([true, true, false, false, true])
    expect(results[2]).toMatch(/Address family not supported/)
    expect(results[3]).toBe('"nonsense" is no MAC address')
  })

  it('writes a port off when its link is not there', async () => {
    const [, error] = await lab.create(bridge, { ...port, device: 'tap9' })
    expect(error).toMatch(/Cannot find device "tap9"/)
  })

  it('finishes a device that an agent made and died before it was marked', async () => {
    lab.ip(
      'link add name vxlan-100 group 28268 type vxlan id 100 dev eth0 local 192.0.2.1 dstport 4789 nolearning proxy',
    )
    expect(await lab.create(bridge, vxlan)).toEqual([DONE, DONE])
    expect(await drift(lab.host, [bridge, vxlan])).toEqual([])
    expect(lab.ip('link show dev vxlan-100')).toContain('group default')
  })

  it('makes a half made device anew when it is not what is wanted any more', async () => {
    lab.ip('link add name vxlan-100 group 28268 type vxlan id 101 dev eth0 local 192.0.2.1 dstport 4789')
    expect(await lab.create(bridge, vxlan)).toEqual([DONE, DONE])
    expect(await drift(lab.host, [bridge, vxlan])).toEqual([])
  })

  it('reports a VNI that somebody else uses', async () => {
    lab.ip('link add name theirs type vxlan id 100 dev eth0 local 192.0.2.1 dstport 4789')
    const [, error] = await lab.create(bridge, vxlan)
    expect(error).toMatch(/specified VNI already exists/)
    expect(lab.ip('link show dev theirs')).toContain('theirs')
  })

  it('forwards to a guest that has moved here before it speaks', async () => {
    await lab.create(bridge, vxlan)
    lab.bridge('fdb add fa:16:3e:00:00:01 dev vxlan-100 master dynamic')
    await lab.create(port)
    expect(lab.bridge('fdb show br brq1')).toMatch(/fa:16:3e:00:00:01 dev tap1 master brq1/)
  })
})
