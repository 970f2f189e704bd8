import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contextOf, type L3Cloud, type Shown, startL3Cloud } from './l3-cloud.ts'

let cloud: L3Cloud
beforeAll(async () => {
  cloud = await startL3Cloud()
})
afterAll(() => cloud.close())

const router = async (who: string): Promise<string> => String((await cloud.make('/routers', { router: {} }, who))['id'])
/** The port of an interface, as an answer names it. */
const portOf = (answer: Shown): string => String(answer['port_id'])
const add = (id: string, body: object, who: string): Promise<readonly unknown[]> =>
  cloud.refusal('PUT', `/routers/${id}/add_router_interface`, body, who)
const remove = (id: string, body: object, who: string): Promise<readonly unknown[]> =>
  cloud.refusal('PUT', `/routers/${id}/remove_router_interface`, body, who)
const bad = (problem: string): readonly unknown[] => [400, 'BadRequest', `Bad router request: ${problem}.`]
const subnet = async (who: string, networkId: string, more: object): Promise<string> =>
  String((await cloud.make('/subnets', { subnet: { network_id: networkId, ip_version: 4, ...more } }, who))['id'])
const NOBODY = '3b6c5b1a-6f4e-4a55-9d0c-0f3f6cf1a111'

describe('an interface', () => {
  it('by a subnet takes the address of its gateway, by a port what that has', async () => {
    const { networkId, subnetId } = await cloud.inside('i1')
    const id = await router('i1')
    const path = `/routers/${id}/add_router_interface`
    const { body } = await cloud.call('PUT', path, { subnet_id: subnetId }, 'i1')
    expect(body).toEqual({
      id,
      tenant_id: 'i1',
      project_id: 'i1',
      port_id: expect.any(String) as string,
      network_id: networkId,
      subnet_id: subnetId,
      subnet_ids: [subnetId],
    })
    const port = (await cloud.call('GET', `/ports/${portOf(body)}`, undefined, 'i1')).body['port']
    expect(port).toMatchObject({
      device_id: id,
      device_owner: 'network:router_interface',
      fixed_ips: [{ subnet_id: subnetId, ip_address: '10.0.0.1' }],
    })
    expect((await cloud.call('GET', `/routers/${id}`)).body['router']).toMatchObject({ revision_number: 2 })
    const other = await cloud.inside('i1', '10.1.0.0/24')
    const { id: own } = await cloud.make('/ports', { port: { network_id: other.networkId } }, 'i1')
    expect(await add(id, { port_id: own }, 'i1')).toEqual([200])
    const taken = (await cloud.call('GET', `/ports/${String(own)}`, undefined, 'i1')).body['port']
    expect(taken).toMatchObject({ device_id: id, device_owner: 'network:router_interface' })
  })

  it('is asked for by a subnet or by a port, and by neither or both not at all', async () => {
    const { subnetId, portId } = await cloud.inside('i2')
    const id = await router('i2')
    expect(await add(id, {}, 'i2')).toEqual(bad('Either subnet_id or port_id must be specified'))
    expect(await remove(id, {}, 'i2')).toEqual(bad('Either subnet_id or port_id must be specified'))
    const both = { subnet_id: subnetId, port_id: portId }
    expect(await add(id, both, 'i2')).toEqual(bad('Cannot specify both subnet-id and port-id'))
    expect(await add(id, { subnet_id: 'x' }, 'i2')).toEqual(bad("'x' is not a valid UUID"))
    expect(await add(id, { subnet_id: NOBODY }, 'i2')).toEqual([404, 'SubnetNotFound', expect.any(String)])
    expect(await add(id, { port_id: NOBODY }, 'i2')).toEqual([404, 'PortNotFound', expect.any(String)])
    expect(await add(NOBODY, { subnet_id: subnetId }, 'i2')).toEqual([404, 'RouterNotFound', expect.any(String)])
    // of a router that the caller cannot see nothing else is said: not what the body lacks, nor what a reader may not do
    const hidden = [404, 'RouterNotFound', expect.any(String)]
    const others = await router('i2b')
    expect(await add(NOBODY, { subnet_id: 'x' }, 'i2')).toEqual(hidden)
    expect(await add(others, { subnet_id: 'x' }, 'i2')).toEqual(hidden)
    expect(await add(others, { subnet_id: subnetId }, 'i2')).toEqual(hidden)
    expect(await add(others, { subnet_id: subnetId }, 'i2:reader')).toEqual(hidden)
    expect(await add(id, { subnet_id: subnetId }, 'i2:reader')).toEqual([
      403,
      'PolicyNotAuthorized',
      expect.any(String),
    ])
  })

  it('needs a subnet with a gateway, and one that others do not advertise', async () => {
    const { networkId } = await cloud.inside('i3')
    const id = await router('i3')
    const bare = await subnet('i3', networkId, { cidr: '10.3.0.0/24', gateway_ip: null })
    expect(await add(id, { subnet_id: bare }, 'i3')).toEqual(bad('Subnet for router interface must have a gateway IP'))
    const theirs = await subnet('i3', networkId, {
      cidr: '2001:db8:3::/64',
      ip_version: 6,
      ipv6_address_mode: 'slaac',
    })
    const words = `IPv6 subnet ${theirs} configured to receive RAs from an external router cannot be added to Neutron Router.`
    expect(await add(id, { subnet_id: theirs }, 'i3')).toEqual(bad(words))
  })

  it('has prefixes that no other of the router overlaps, those of the external network among them', async () => {
    const { routerId, subnetId } = await cloud.routed('i4', '10.4.0.0/16')
    const twice = bad(`Router already has a port on subnet ${subnetId}`)
    expect(await add(routerId, { subnet_id: subnetId }, 'i4')).toEqual(twice)
    const inner = await cloud.inside('i4', '10.4.7.0/24')
    const words = `Cidr 10.4.7.0/24 of subnet ${inner.subnetId} overlaps with cidr 10.4.0.0/16 of subnet ${subnetId}`
    expect(await add(routerId, { subnet_id: inner.subnetId }, 'i4')).toEqual(bad(words))
    const outer = await cloud.inside('i4', '203.0.113.0/25')
    const outside = `Cidr 203.0.113.0/25 of subnet ${outer.subnetId} overlaps with cidr 203.0.113.0/24 of subnet ${cloud.outside.subnetId}`
    expect(await add(routerId, { subnet_id: outer.subnetId }, 'i4')).toEqual(bad(outside))
    const gateway = { router: { external_gateway_info: { network_id: cloud.outside.networkId } } }
    const id = await router('i4')
    expect(await add(id, { subnet_id: outer.subnetId }, 'i4')).toEqual([200])
    expect(await cloud.refusal('PUT', `/routers/${id}`, gateway, 'i4')).toEqual([400, 'BadRequest', expect.any(String)])
  })

  it('by a port needs one that is free, with an address, of one IPv4 subnet', async () => {
    const { networkId, subnetId, portId } = await cloud.inside('i5')
    const id = await router('i5')
    const port = async (more: object): Promise<string> =>
      String((await cloud.make('/ports', { port: { network_id: networkId, ...more } }, 'i5'))['id'])
    await cloud.call('PUT', `/ports/${portId}`, { port: { device_id: 'vm1' } }, 'i5')
    expect(await add(id, { port_id: portId }, 'i5')).toEqual([
      409,
      'PortInUse',
      `Unable to complete operation on port ${portId} for network ${networkId}. Port already has an attached device vm1.`,
    ])
    const bare = await port({ fixed_ips: [] })
    expect(await add(id, { port_id: bare }, 'i5')).toEqual(bad('Router port must have at least one fixed IP'))
    const second = await subnet('i5', networkId, { cidr: '10.5.0.0/24' })
    const two = await port({ fixed_ips: [{ subnet_id: subnetId }, { subnet_id: second }] })
    expect(await add(id, { port_id: two }, 'i5')).toEqual(bad('Cannot have multiple IPv4 subnets on router port'))
    expect((await cloud.call('GET', `/ports/${two}`, undefined, 'i5')).body['port']).toMatchObject({ device_id: '' })
  })

  it('is on a foreign subnet only where the network is shared with that very project (LP 1757482, 1975603)', async () => {
    const { networkId, subnetId } = await cloud.inside('i6')
    const id = await router('i7')
    await cloud.call('PUT', `/networks/${networkId}`, { network: { shared: true } })
    const words = `Cannot add interface to router because subnet ${subnetId} is not owned by project making the request`
    expect(await add(id, { subnet_id: subnetId }, 'i7')).toEqual(bad(words))
    const policy = { object_type: 'network', object_id: networkId, action: 'access_as_shared', target_tenant: 'i7' }
    await cloud.make('/rbac-policies', { rbac_policy: policy }, 'i6')
    const beyond = await cloud.netloom.ports.create(contextOf('admin'), {
      networkId,
      projectId: 'i7',
      fixedIps: [{ ipAddress: '10.0.0.1' }],
    })
    expect(await add(id, { port_id: beyond.id }, 'i7')).toEqual(
      bad(
        `Cannot add interface to router because specified port ${beyond.id} has an IP address out of the allocation pool of ` +
          `subnet ${subnetId}, which is not owned by the project making the request`,
      ),
    )
    await cloud.call('DELETE', `/ports/${beyond.id}`)
    expect(await add(id, { subnet_id: subnetId }, 'i7')).toEqual([200])
  })

  it('is one port for all IPv6 subnets of a network, which loses them one by one', async () => {
    const { networkId, subnetId } = await cloud.inside('i8')
    const six = { ip_version: 6, ipv6_ra_mode: 'slaac', ipv6_address_mode: 'slaac' }
    const first = await subnet('i8', networkId, { cidr: '2001:db8:8::/64', ...six })
    const second = await subnet('i8', networkId, { cidr: '2001:db8:9::/64', ...six })
    const id = await router('i8')
    for (const one of [subnetId, first, second]) expect(await add(id, { subnet_id: one }, 'i8')).toEqual([200])
    const addresses = async (): Promise<unknown> =>
      ((await cloud.call('GET', `/ports?device_id=${id}`, undefined, 'i8')).body['ports'] ?? [])
        .map(({ fixed_ips: ips }) =>
          (ips as readonly { readonly ip_address: string }[]).map((ip) => ip.ip_address).sort(),
        )
        .sort()
    expect(await addresses()).toEqual([['10.0.0.1'], ['2001:db8:8::', '2001:db8:9::']])
    expect(await remove(id, { subnet_id: first }, 'i8')).toEqual([200])
    expect(await addresses()).toEqual([['10.0.0.1'], ['2001:db8:9::']])
    expect(await remove(id, { subnet_id: first }, 'i8')).toEqual([
      404,
      'RouterInterfaceNotFoundForSubnet',
      `Router ${id} has no interface on subnet ${first}`,
    ])
    expect(await remove(id, { subnet_id: second }, 'i8')).toEqual([200])
    expect(await addresses()).toEqual([['10.0.0.1']])
  })

  it('that is not there cannot be removed, nor by a subnet that its port is not on', async () => {
    const { networkId, subnetId, portId } = await cloud.inside('i9')
    const id = await router('i9')
    const { body } = await cloud.call('PUT', `/routers/${id}/add_router_interface`, { subnet_id: subnetId }, 'i9')
    const interfaceId = portOf(body)
    expect(await remove(id, { port_id: portId }, 'i9')).toEqual([
      404,
      'RouterInterfaceNotFound',
      `Router ${id} does not have an interface with id ${portId}`,
    ])
    const other = await subnet('i9', networkId, { cidr: '10.9.0.0/24' })
    expect(await remove(id, { port_id: interfaceId, subnet_id: other }, 'i9')).toEqual([
      400,
      'SubnetMismatchForPort',
      `Subnet on port ${interfaceId} does not match the requested subnet ${other}.`,
    ])
    expect(await cloud.refusal('DELETE', `/ports/${interfaceId}`, undefined, 'i9')).toEqual([
      409,
      'ServicePortInUse',
      `Port ${interfaceId} cannot be deleted directly via the port API: has device owner network:router_interface.`,
    ])
    expect(await cloud.refusal('DELETE', `/subnets/${subnetId}`, undefined, 'i9')).toEqual([
      409,
      'SubnetInUse',
      expect.any(String),
    ])
    const gateway = { subnet: { gateway_ip: null } }
    expect(await cloud.refusal('PUT', `/subnets/${subnetId}`, gateway, 'i9')).toEqual([
      409,
      'GatewayIpInUse',
      expect.any(String),
    ])
    expect(await remove(id, { port_id: interfaceId }, 'i9')).toEqual([200])
    expect((await cloud.call('GET', `/ports/${interfaceId}`)).status).toBe(404)
  })

  it('is not added to a router that is deleted at that moment: one of them wins', async () => {
    for (let round = 0; round < 8; round++) {
      const { subnetId } = await cloud.inside('i10', `10.${String(100 + round)}.0.0/24`)
      const id = await router('i10')
      const [added, deleted] = await Promise.all([
        add(id, { subnet_id: subnetId }, 'i10'),
        cloud.refusal('DELETE', `/routers/${id}`, undefined, 'i10'),
      ])
      const statuses = [added[0], deleted[0]]
      expect([
        [200, 409],
        [404, 204],
      ]).toContainEqual(statuses)
      const ports = (await cloud.call('GET', `/ports?device_id=${id}`)).body['ports']
      expect(ports).toHaveLength(statuses[0] === 200 ? 1 : 0)
    }
  })

  it('is not added twice by two requests at once', async () => {
    const { subnetId } = await cloud.inside('i11')
    const id = await router('i11')
    const all = await Promise.all(Array.from({ length: 6 }, () => add(id, { subnet_id: subnetId }, 'i11')))
    expect(all.filter(([status]) => status === 200)).toHaveLength(1)
    expect(all.every(([status]) => [200, 400, 409].includes(Number(status)))).toBe(true)
    expect((await cloud.call('GET', `/ports?device_id=${id}`)).body['ports']).toHaveLength(1)
  })
})
