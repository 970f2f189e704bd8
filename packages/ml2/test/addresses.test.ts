import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Network } from '@netloom/core'
import { testCloud, type TestCloud } from './support/test-netloom.ts'

let cloud: TestCloud
let network: Network
beforeEach(async () => {
  cloud = await testCloud()
  network = await cloud.netloom.networks.create(cloud.admin, {})
})
afterEach(() => cloud.netloom.close())

const subnet = (cidr: string, more: object = {}): ReturnType<TestCloud['netloom']['subnets']['create']> =>
  cloud.netloom.subnets.create(cloud.admin, { networkId: network.id, cidr, ...more })
const port = (more: object = {}): ReturnType<TestCloud['netloom']['ports']['create']> =>
  cloud.netloom.ports.create(cloud.admin, { networkId: network.id, ...more })

describe('addresses a port gets', () => {
  it('by default: one of each IP version with pools and one of every automatic subnet', async () => {
    const v4 = await subnet('10.0.0.0/24')
    await subnet('10.0.1.0/24')
    const v6 = await subnet('2001:db8:1::/64')
    const slaac = await subnet('2001:db8:2::/64', { ipv6RaMode: 'slaac', ipv6AddressMode: 'slaac' })
    const { fixedIps } = await port({ macAddress: 'fa:16:3e:1d:23:a3' })
    expect(fixedIps.map(({ subnetId }) => subnetId)).toEqual([v4.id, v6.id, slaac.id])
    expect(fixedIps[2]?.ipAddress).toBe('2001:db8:2:0:f816:3eff:fe1d:23a3')
  })

  it('are seen in one order, IPv4 first, in every answer and on hosts, whatever order they were asked in', async () => {
    const v6 = await subnet('2001:db8::/64')
    const v4 = await subnet('203.0.113.0/24')
    const asked = [{ ipAddress: '2001:db8::9' }, { ipAddress: '203.0.113.90' }, { ipAddress: '203.0.113.17' }]
    const made = await port({ fixedIps: asked, host: 'h1' })
    const wanted = [
      { subnetId: v4.id, ipAddress: '203.0.113.17' },
      { subnetId: v4.id, ipAddress: '203.0.113.90' },
      { subnetId: v6.id, ipAddress: '2001:db8::9' },
    ]
    expect(made.fixedIps).toEqual(wanted)
    expect((await cloud.netloom.ports.get(cloud.admin, made.id)).fixedIps).toEqual(wanted)
    expect((await cloud.netloom.ports.list(cloud.admin))[0]?.fixedIps).toEqual(wanted)
    const moved = await cloud.netloom.ports.update(cloud.admin, made.id, { fixedIps: [...wanted].reverse() })
    expect(moved.fixedIps).toEqual(wanted)
    const other = [{ ipAddress: '2001:db8::9' }, { ipAddress: '203.0.113.5' }]
    const changed = await cloud.netloom.ports.update(cloud.admin, made.id, { fixedIps: other })
    expect(changed.fixedIps.map(({ ipAddress }) => ipAddress)).toEqual(['203.0.113.5', '2001:db8::9'])
  })

  it('from the next subnet when the first is full', async () => {
    await subnet('10.0.0.0/30')
    const second = await subnet('10.0.1.0/24')
    await port()
    expect((await port()).fixedIps[0]?.subnetId).toBe(second.id)
    const many = await cloud.netloom.ports.createMany(cloud.admin, [
      { networkId: network.id },
      { networkId: network.id },
    ])
    expect(many.map(({ fixedIps }) => fixedIps[0]?.subnetId)).toEqual([second.id, second.id])
  })

  it('are none for [] and for a network without subnets', async () => {
    expect((await port()).fixedIps).toEqual([])
    await subnet('10.0.0.0/24')
    expect((await port({ fixedIps: [] })).fixedIps).toEqual([])
  })

  it('may be named outside the pools but inside the subnet, and come back to nobody on release', async () => {
    const { id } = await subnet('10.0.0.0/24', { allocationPools: [{ start: '10.0.0.100', end: '10.0.0.101' }] })
    const outside = await port({ fixedIps: [{ ipAddress: '10.0.0.7' }] })
    expect(outside.fixedIps).toEqual([{ subnetId: id, ipAddress: '10.0.0.7' }])
    await cloud.netloom.ports.delete(cloud.admin, outside.id)
    await port()
    await port()
    await expect(port()).rejects.toMatchObject({ code: 'IpAddressGenerationFailure', status: 409 })
  })

  it.each([
    [[{ ipAddress: '192.168.0.1' }], 'InvalidIpForNetwork', 400],
    [[{ ipAddress: '10.0.0.255' }], 'InvalidIpForNetwork', 400],
    [[{ ipAddress: '10.0.0.5' }, { ipAddress: '10.0.0.5' }], 'InvalidInput', 400],
    [[{ ipAddress: 'nonsense' }], 'InvalidInput', 400],
    [[{ subnetId: '00000000-0000-4000-8000-000000000000' }], 'SubnetNotFound', 404],
    [[{}], 'InvalidInput', 400],
  ])('%j is refused as %s', async (fixedIps, code, status) => {
    await subnet('10.0.0.0/24')
    await expect(port({ fixedIps })).rejects.toMatchObject({ code, status })
  })

  it.each([
    [[{ ipAddress: '192.168.0.1' }], 'InvalidIpForNetwork', 400],
    [[{ ipAddress: '10.0.0.255' }], 'InvalidIpForNetwork', 400],
    [[{ ipAddress: '10.0.0.5' }, { ipAddress: '10.0.0.5' }], 'InvalidInput', 400],
    [[{ ipAddress: 'nonsense' }], 'InvalidInput', 400],
    [[{ subnetId: '00000000-0000-4000-8000-000000000000' }], 'SubnetNotFound', 404],
    [[{}], 'InvalidInput', 400],
    [[{ ipAddress: '10.0.0.66' }], 'IpAddressAlreadyAllocated', 409],
    [[{ subnetId: 'full' }], 'IpAddressGenerationFailure', 409],
    [[{ subnetId: 'full', ipAddress: '10.0.0.5' }], 'InvalidIpForSubnet', 400],
  ])('%j is refused as %s on a change, too, which leaves everything as it was', async (given, code, status) => {
    await subnet('10.0.0.0/24')
    const full = await subnet('10.0.1.0/30')
    await port({ fixedIps: [{ ipAddress: '10.0.0.66' }] })
    await port({ fixedIps: [{ subnetId: full.id }] })
    const made = await port()
    const fixedIps = given.map((one) =>
      'subnetId' in one && one.subnetId === 'full' ? { ...one, subnetId: full.id } : one,
    )
    const change = cloud.netloom.ports.update(cloud.admin, made.id, { name: 'new', fixedIps: fixedIps as [] })
    await expect(change).rejects.toMatchObject({ code, status })
    expect(await cloud.netloom.ports.get(cloud.admin, made.id)).toEqual(made)
    expect((await port({ fixedIps: [{ ipAddress: '10.0.0.77' }] })).fixedIps).toHaveLength(1)
  })

  it('must lie in the subnet that is named', async () => {
    const { id } = await subnet('10.0.0.0/24')
    await subnet('10.0.1.0/24')
    const wrong = port({ fixedIps: [{ subnetId: id, ipAddress: '10.0.1.5' }] })
    await expect(wrong).rejects.toMatchObject({ code: 'InvalidIpForSubnet', status: 400 })
  })

  it('in an automatic subnet cannot be named, router interfaces excepted', async () => {
    await subnet('2001:db8::/64', { ipv6AddressMode: 'slaac' })
    const named = { fixedIps: [{ ipAddress: '2001:db8::1' }] }
    await expect(port(named)).rejects.toMatchObject({ code: 'AllocationOnAutoAddressSubnet' })
    expect((await port({ ...named, deviceOwner: 'network:router_interface' })).fixedIps).toHaveLength(1)
  })

  it('always has one of every automatic subnet, whatever is asked for', async () => {
    const v4 = await subnet('10.0.0.0/24')
    const auto = await subnet('2001:db8::/64', { ipv6AddressMode: 'slaac' })
    const own = { subnetId: auto.id, ipAddress: '2001:db8::f816:3eff:fe00:1' }
    const first = { subnetId: v4.id, ipAddress: '10.0.0.10' }
    const made = await port({ macAddress: 'fa:16:3e:00:00:01', fixedIps: [first] })
    expect(made.fixedIps).toEqual([first, own])
    const change = async (fixedIps: readonly object[]): Promise<readonly object[]> =>
      (await cloud.netloom.ports.update(cloud.admin, made.id, { fixedIps: fixedIps as [] })).fixedIps
    expect(await change([])).toEqual([own])
    expect(await change([{ subnetId: auto.id }])).toEqual([own])
    expect(await change([own, first])).toEqual([first, own])
    expect((await port({ fixedIps: [] })).fixedIps).toHaveLength(1)
    expect((await port({ fixedIps: [{ subnetId: auto.id }] })).fixedIps).toHaveLength(1)
  })

  it('follow an automatic subnet that appears later, and its removal, revision and host told', async () => {
    await cloud.hello('h1')
    const made = await port({ host: 'h1', macAddress: 'fa:16:3e:00:00:01' })
    const auto = await subnet('2001:db8::/64', { ipv6AddressMode: 'dhcpv6-stateless' })
    const after = await cloud.netloom.ports.get(cloud.admin, made.id)
    expect(after.fixedIps).toEqual([{ subnetId: auto.id, ipAddress: '2001:db8::f816:3eff:fe00:1' }])
    expect(after.revisionNumber).toBeGreaterThan(made.revisionNumber)
    expect(await cloud.items('host/h1')).toMatchObject([{ body: { fixedIps: after.fixedIps } }])
    await cloud.netloom.subnets.delete(cloud.admin, auto.id)
    expect(await cloud.items('host/h1')).toMatchObject([{ body: { fixedIps: [] } }])
  })

  it('change by list: what is listed stays, the rest goes back to the pool', async () => {
    const { id } = await subnet('10.0.0.0/24')
    const made = await port({ fixedIps: [{ ipAddress: '10.0.0.10' }, { ipAddress: '10.0.0.11' }] })
    const changed = await cloud.netloom.ports.update(cloud.admin, made.id, {
      fixedIps: [{ ipAddress: '10.0.0.11' }, { ipAddress: '10.0.0.12' }],
    })
    expect(changed.fixedIps.map(({ ipAddress }) => ipAddress)).toEqual(['10.0.0.11', '10.0.0.12'])
    const other = await port({ fixedIps: [{ ipAddress: '10.0.0.10' }] })
    expect(other.fixedIps).toEqual([{ subnetId: id, ipAddress: '10.0.0.10' }])
    const same = await cloud.netloom.ports.update(cloud.admin, made.id, { fixedIps: [{ subnetId: id }] })
    expect(same.fixedIps).toEqual([{ subnetId: id, ipAddress: '10.0.0.11' }])
    const taken = cloud.netloom.ports.update(cloud.admin, made.id, { fixedIps: [{ ipAddress: '10.0.0.10' }] })
    await expect(taken).rejects.toMatchObject({ code: 'IpAddressAlreadyAllocated' })
    expect((await cloud.netloom.ports.get(cloud.admin, made.id)).fixedIps).toEqual(same.fixedIps)
  })
})
