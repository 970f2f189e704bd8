import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Network, Subnet, SubnetCreate } from '@netloom/core'
import { testCloud, type TestCloud } from './support/test-netloom.ts'

let cloud: TestCloud
let network: Network
beforeEach(async () => {
  cloud = await testCloud()
  network = await cloud.netloom.networks.create(cloud.admin, {})
})
afterEach(() => cloud.netloom.close())
const create = (request: Omit<SubnetCreate, 'networkId'>): Promise<Subnet> =>
  cloud.netloom.subnets.create(cloud.admin, { networkId: network.id, ...request })

describe('subnets', () => {
  it('default to the first address as gateway and everything else as pool', async () => {
    const subnet = await create({ cidr: '10.0.0.0/24' })
    expect(subnet).toMatchObject({
      ipVersion: 4,
      gatewayIp: '10.0.0.1',
      enableDhcp: true,
      allocationPools: [{ start: '10.0.0.2', end: '10.0.0.254' }],
      ipv6RaMode: null,
      revisionNumber: 1,
    })
    const after = await cloud.netloom.networks.get(cloud.admin, network.id)
    expect(after).toMatchObject({ subnetIds: [subnet.id], revisionNumber: 2 })
    expect(await cloud.netloom.subnets.get(cloud.admin, subnet.id)).toEqual(subnet)
  })

  it.each([
    [{ cidr: '10.0.0.0/24', gatewayIp: null }, [['10.0.0.1', '10.0.0.254']]],
    [
      { cidr: '10.0.0.0/24', gatewayIp: '10.0.0.9' },
      [
        ['10.0.0.1', '10.0.0.8'],
        ['10.0.0.10', '10.0.0.254'],
      ],
    ],
    [{ cidr: '10.0.0.0/24', gatewayIp: '10.0.0.254' }, [['10.0.0.1', '10.0.0.253']]],
    [{ cidr: '10.0.0.0/31', gatewayIp: null, enableDhcp: false }, [['10.0.0.0', '10.0.0.1']]],
    [{ cidr: '10.0.0.4/32', enableDhcp: false }, [['10.0.0.4', '10.0.0.4']]],
    [{ cidr: '2001:DB8::/64' }, [['2001:db8::1', '2001:db8::ffff:ffff:ffff:ffff']]],
  ])('%j has pools %j', async (request, pools) => {
    const { allocationPools } = await create(request)
    expect(allocationPools.map(({ start, end }) => [start, end])).toEqual(pools)
  })

  const pool = (start: string, end: string): { allocationPools: { start: string; end: string }[] } => ({
    allocationPools: [{ start, end }],
  })
  it.each<[Omit<SubnetCreate, 'networkId'>, string, number]>([
    [{ cidr: '10.0.0.0/33' }, 'InvalidInput', 400],
    [{ cidr: '10.0.0.0/0' }, 'InvalidInput', 400],
    [{ cidr: '0.0.0.0/0' }, 'InvalidInput', 400],
    [{ cidr: 'ten/8' }, 'InvalidInput', 400],
    [{ cidr: '10.0.0.0/24', ipVersion: 6 }, 'InvalidInput', 400],
    [{ cidr: '10.0.0.0/31' }, 'InvalidInput', 400],
    [{ cidr: '2001:db8::/127' }, 'InvalidInput', 400],
    [{ cidr: '224.0.0.0/24' }, 'InvalidInput', 400],
    [{ cidr: '127.0.0.0/24' }, 'InvalidInput', 400],
    [{ cidr: '0.0.0.0/24' }, 'InvalidInput', 400],
    [{ cidr: '10.0.0.0/24', gatewayIp: '10.0.0.0' }, 'InvalidInput', 400],
    [{ cidr: '10.0.0.0/24', gatewayIp: '10.0.0.255' }, 'InvalidInput', 400],
    [{ cidr: '10.0.0.0/24', gatewayIp: '2001:db8::1' }, 'InvalidInput', 400],
    [{ cidr: '10.0.0.0/24', ...pool('10.0.0.9', '10.0.0.8') }, 'InvalidAllocationPool', 400],
    [{ cidr: '10.0.0.0/24', ...pool('10.0.0.9', 'x') }, 'InvalidAllocationPool', 400],
    [{ cidr: '10.0.0.0/24', ...pool('2001:db8::1', '2001:db8::2') }, 'InvalidAllocationPool', 400],
    [{ cidr: '10.0.0.0/24', ...pool('10.0.0.9', '10.0.1.8') }, 'OutOfBoundsAllocationPool', 400],
    [{ cidr: '10.0.0.0/24', ...pool('10.0.0.1', '10.0.0.9') }, 'GatewayConflictWithAllocationPools', 409],
    [
      {
        cidr: '10.0.0.0/24',
        allocationPools: [
          { start: '10.0.0.20', end: '10.0.0.30' },
          { start: '10.0.0.10', end: '10.0.0.20' },
        ],
      },
      'OverlappingAllocationPools',
      409,
    ],
    [{ cidr: '10.0.0.0/24', dnsNameservers: ['8.8.8'] }, 'InvalidInput', 400],
    [
      { cidr: '10.0.0.0/24', dnsNameservers: ['9.9.9.1', '9.9.9.2', '9.9.9.3', '9.9.9.4', '9.9.9.5', '9.9.9.6'] },
      'DNSNameServersExhausted',
      400,
    ],
    [{ cidr: '10.0.0.0/24', hostRoutes: [{ destination: '10.1.0.0', nexthop: '10.0.0.2' }] }, 'InvalidInput', 400],
    [{ cidr: '10.0.0.0/24', ipv6RaMode: 'slaac' }, 'InvalidInput', 400],
    [{ cidr: '2001:db8::/64', ipv6RaMode: 'slaac', ipv6AddressMode: 'dhcpv6-stateful' }, 'InvalidInput', 400],
    [{ cidr: '2001:db8::/63', ipv6RaMode: 'slaac' }, 'InvalidInput', 400],
    [{ cidr: '2001:db8::/64', ipv6RaMode: 'slaac', enableDhcp: false }, 'InvalidInput', 400],
    [{ cidr: '10.0.0.0/24', segmentId: '00000000-0000-4000-8000-000000000000' }, 'SegmentNotFound', 404],
  ])('refuse %j: %s', async (request, code, status) => {
    await expect(create(request)).rejects.toMatchObject({ code, status })
    expect(await cloud.netloom.subnets.list(cloud.admin)).toEqual([])
  })

  it('do not overlap inside a network, and may across networks', async () => {
    await create({ cidr: '10.0.0.0/16' })
    await expect(create({ cidr: '10.0.3.0/24' })).rejects.toMatchObject({ code: 'InvalidInput' })
    const other = await cloud.netloom.networks.create(cloud.admin, {})
    const same = await cloud.netloom.subnets.create(cloud.admin, { networkId: other.id, cidr: '10.0.0.0/16' })
    expect(same.cidr).toBe('10.0.0.0/16')
  })

  it('need an MTU that their IP version works with', async () => {
    await cloud.netloom.networks.update(cloud.admin, network.id, { mtu: 1000 })
    await expect(create({ cidr: '2001:db8::/64' })).rejects.toMatchObject({ code: 'NetworkMTUSubnetConflict' })
    expect((await create({ cidr: '10.0.0.0/24' })).ipVersion).toBe(4)
  })

  it('update: new pools count what is held, and the gateway stays out of them', async () => {
    const subnet = await create({ cidr: '10.0.0.0/24' })
    const port = { networkId: network.id }
    await cloud.netloom.ports.create(cloud.admin, { ...port, fixedIps: [{ ipAddress: '10.0.0.50' }] })
    const changed = await cloud.netloom.subnets.update(cloud.admin, subnet.id, {
      allocationPools: [{ start: '10.0.0.50', end: '10.0.0.51' }],
      gatewayIp: '10.0.0.2',
      dnsNameservers: ['192.0.2.53'],
    })
    expect(changed).toMatchObject({ gatewayIp: '10.0.0.2', dnsNameservers: ['192.0.2.53'], revisionNumber: 2 })
    expect((await cloud.netloom.ports.create(cloud.admin, port)).fixedIps[0]?.ipAddress).toBe('10.0.0.51')
    const full = cloud.netloom.ports.create(cloud.admin, port)
    await expect(full).rejects.toMatchObject({ code: 'IpAddressGenerationFailure' })
    const inside = cloud.netloom.subnets.update(cloud.admin, subnet.id, { gatewayIp: '10.0.0.51' })
    await expect(inside).rejects.toMatchObject({ code: 'GatewayConflictWithAllocationPools' })
  })

  it('keep their gateway while a router holds it', async () => {
    const subnet = await create({ cidr: '10.0.0.0/24' })
    const router = {
      networkId: network.id,
      deviceOwner: 'network:router_interface',
      fixedIps: [{ ipAddress: '10.0.0.1' }],
    }
    const port = await cloud.netloom.ports.create(cloud.admin, router)
    const change = cloud.netloom.subnets.update(cloud.admin, subnet.id, { gatewayIp: null })
    await expect(change).rejects.toMatchObject({ code: 'GatewayIpInUse', status: 409, portId: port.id })
  })

  it('cannot be deleted while ports have their addresses; those of DHCP go silently', async () => {
    const subnet = await create({ cidr: '10.0.0.0/24' })
    const vm = await cloud.netloom.ports.create(cloud.admin, { networkId: network.id })
    const dhcp = await cloud.netloom.ports.create(cloud.admin, { networkId: network.id, deviceOwner: 'network:dhcp' })
    const early = cloud.netloom.subnets.delete(cloud.admin, subnet.id)
    await expect(early).rejects.toMatchObject({ code: 'SubnetInUse', status: 409, portIds: [vm.id] })
    await cloud.netloom.ports.delete(cloud.admin, vm.id)
    await cloud.netloom.subnets.delete(cloud.admin, subnet.id)
    expect((await cloud.netloom.ports.get(cloud.admin, dhcp.id)).fixedIps).toEqual([])
    await expect(cloud.netloom.subnets.get(cloud.admin, subnet.id)).rejects.toMatchObject({ code: 'SubnetNotFound' })
  })
})
