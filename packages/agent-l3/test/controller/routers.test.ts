import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type L3Cloud, startL3Cloud } from './l3-cloud.ts'

let cloud: L3Cloud
beforeAll(async () => {
  cloud = await startL3Cloud({ maxRoutes: 3 })
})
afterAll(() => cloud.close())

const refusal = (...request: Parameters<L3Cloud['refusal']>): Promise<readonly unknown[]> => cloud.refusal(...request)
const router = async (who: string, more: object = {}): Promise<string> =>
  String((await cloud.make('/routers', { router: more }, who))['id'])
const gateway = (): object => ({ external_gateway_info: { network_id: cloud.outside.networkId } })
const put = (id: string, change: object, who: string): Promise<unknown> =>
  refusal('PUT', `/routers/${id}`, { router: change }, who)

describe('a router', () => {
  it('is shown as Neutron shows it', async () => {
    const shown = await cloud.make('/routers', { router: { name: 'r', description: 'd' } }, 'r1')
    expect(shown).toEqual({
      id: expect.any(String) as string,
      name: 'r',
      tenant_id: 'r1',
      project_id: 'r1',
      admin_state_up: true,
      status: 'ACTIVE',
      external_gateway_info: null,
      routes: [],
      availability_zone_hints: [],
      availability_zones: [],
      conntrack_helpers: [],
      description: 'd',
      tags: [],
      created_at: expect.any(String) as string,
      updated_at: expect.any(String) as string,
      revision_number: 1,
    })
    const admins = (await cloud.call('GET', `/routers/${String(shown['id'])}`)).body['router']
    expect(admins).toMatchObject({ ha: false, distributed: false })
  })

  it('of another project is not found', async () => {
    const id = await router('r2')
    for (const method of ['GET', 'DELETE'] as const) {
      const text = `Router ${id} could not be found`
      expect(await refusal(method, `/routers/${id}`, undefined, 'r3')).toEqual([404, 'RouterNotFound', text])
    }
    expect((await cloud.call('GET', '/routers', undefined, 'r3')).body['routers']).toEqual([])
  })

  it('gets a gateway at its creation, with the addresses that an administrator names', async () => {
    const external_gateway_info = {
      network_id: cloud.outside.networkId,
      enable_snat: false,
      external_fixed_ips: [{ subnet_id: cloud.outside.subnetId, ip_address: '203.0.113.200' }],
    }
    const shown = await cloud.make('/routers', { router: { external_gateway_info, tenant_id: 'r4' } })
    expect(shown['external_gateway_info']).toEqual(external_gateway_info)
    const ports = await cloud.call('GET', `/ports?device_id=${String(shown['id'])}`)
    expect(ports.body['ports']).toMatchObject([{ device_owner: 'network:router_gateway', project_id: '' }])
    const [port] = ports.body['ports'] ?? []
    expect(await refusal('DELETE', `/ports/${String(port?.['id'])}`)).toEqual([
      409,
      'ServicePortInUse',
      `Port ${String(port?.['id'])} cannot be deleted directly via the port API: has device owner network:router_gateway.`,
    ])
  })

  it('enable_snat and external_fixed_ips are an administrator’s to say', async () => {
    const { networkId: network_id, subnetId: subnet_id } = cloud.outside
    const snat = { router: { external_gateway_info: { network_id, enable_snat: true } } }
    const addresses = { router: { external_gateway_info: { network_id, external_fixed_ips: [{ subnet_id }] } } }
    expect(await refusal('POST', '/routers', snat, 'r5')).toEqual([403, 'PolicyNotAuthorized', expect.any(String)])
    expect(await refusal('POST', '/routers', addresses, 'r5')).toEqual([403, 'PolicyNotAuthorized', expect.any(String)])
    expect(await refusal('POST', '/routers', { router: { ha: false } }, 'r5')).toEqual([
      403,
      expect.any(String),
      expect.any(String),
    ])
  })

  it('that is to be distributed is refused in clear words', async () => {
    expect(await refusal('POST', '/routers', { router: { distributed: true } })).toEqual([
      400,
      'InvalidInput',
      'Invalid input for operation: distributed = true: distributed routers are not offered; leave it out, or send false.',
    ])
    expect((await cloud.call('POST', '/routers', { router: { distributed: false } })).status).toBe(201)
  })

  it('has a gateway on an external network alone, not at the address of its gateway', async () => {
    const { networkId } = await cloud.inside('r6')
    const info = (network_id: string, more: object = {}): object => ({ external_gateway_info: { network_id, ...more } })
    const id = await router('r6')
    expect(await put(id, info(networkId), 'r6')).toEqual([
      400,
      'BadRequest',
      `Bad router request: Network ${networkId} is not an external network.`,
    ])
    const external_fixed_ips = [{ ip_address: '203.0.113.1' }]
    expect(await put(id, info(cloud.outside.networkId, { external_fixed_ips }), 'admin')).toEqual([
      400,
      'BadRequest',
      'Bad router request: External IP 203.0.113.1 is the same as the gateway IP.',
    ])
    const nowhere = '3b6c5b1a-6f4e-4a55-9d0c-0f3f6cf1a111'
    expect(await put(id, info(nowhere), 'r6')).toEqual([404, 'NetworkNotFound', expect.any(String)])
    expect(await put(id, { external_gateway_info: { enable_snat: true } }, 'admin')).toEqual([
      400,
      expect.any(String),
      expect.any(String),
    ])
    expect((await cloud.call('GET', `/routers/${id}`)).body['router']).toMatchObject({ external_gateway_info: null })
  })

  it('keeps a gateway that floating IPs need, and goes without one when they are gone', async () => {
    const { routerId, portId, subnetId } = await cloud.routed('r7')
    const floatingip = { floating_network_id: cloud.outside.networkId, port_id: portId }
    const { id } = await cloud.make('/floatingips', { floatingip }, 'r7')
    const words =
      `Gateway cannot be updated for router ${routerId}, since a gateway to external network ${cloud.outside.networkId} ` +
      'is required by one or more floating IPs.'
    const inUse = [409, 'RouterExternalGatewayInUseByFloatingIp', words]
    expect(await put(routerId, { external_gateway_info: null }, 'r7')).toEqual(inUse)
    expect(await refusal('DELETE', `/routers/${routerId}`, undefined, 'r7')).toEqual([
      409,
      'RouterInUse',
      expect.any(String),
    ])
    const path = `/routers/${routerId}/remove_router_interface`
    expect(await refusal('PUT', path, { subnet_id: subnetId }, 'r7')).toEqual([
      409,
      'RouterInterfaceInUseByFloatingIP',
      `Router interface for subnet ${subnetId} on router ${routerId} cannot be deleted, as it is required by one or more floating IPs.`,
    ])
    expect((await cloud.call('GET', `/routers/${routerId}`)).body['router']).toMatchObject({
      external_gateway_info: { network_id: cloud.outside.networkId },
    })
    expect(await refusal('DELETE', `/floatingips/${String(id)}`, undefined, 'r7')).toEqual([204])
    expect(await put(routerId, { external_gateway_info: {} }, 'r7')).toEqual([200])
    expect(await refusal('PUT', path, { subnet_id: subnetId }, 'r7')).toEqual([200])
    expect(await refusal('DELETE', `/routers/${routerId}`, undefined, 'r7')).toEqual([204])
    expect((await cloud.call('GET', `/ports?device_id=${routerId}`)).body['ports']).toEqual([])
  })

  it('with interfaces is in use, and keeps its gateway (LP 2162868)', async () => {
    const { routerId } = await cloud.routed('r8')
    const ports = await cloud.call('GET', `/ports?device_id=${routerId}&device_owner=network:router_interface`)
    const [port] = ports.body['ports'] ?? []
    const words = `Router ${routerId} has ports still attached: ${String(port?.['id'])}`
    expect(await refusal('DELETE', `/routers/${routerId}`, undefined, 'r8')).toEqual([409, 'RouterInUse', words])
    expect((await cloud.call('GET', `/routers/${routerId}`)).body['router']).toMatchObject({
      external_gateway_info: { network_id: cloud.outside.networkId },
    })
  })

  it('takes routes whose nexthop it reaches, up to the limit, and adds and removes some of them', async () => {
    const { routerId, subnetId } = await cloud.routed('r9', '10.9.0.0/24')
    const routes = [{ destination: '192.168.0.0/24', nexthop: '10.9.0.9' }]
    const text = "[{'destination': '192.168.0.0/24', 'nexthop': 'N'}]"
    const to = (nexthop: string): object => ({ routes: [{ destination: '192.168.0.0/24', nexthop }] })
    const invalid = (nexthop: string, reason: string): unknown => [
      400,
      'InvalidRoutes',
      `Invalid format for routes: ${text.replace('N', nexthop)}, ${reason}`,
    ]
    expect(await put(routerId, to('172.16.0.1'), 'r9')).toEqual(
      invalid('172.16.0.1', 'the nexthop is not connected with router'),
    )
    expect(await put(routerId, to('10.9.0.1'), 'r9')).toEqual(invalid('10.9.0.1', 'the nexthop is used by router'))
    expect(await put(routerId, { routes }, 'r9')).toEqual([200])
    const many = [1, 2, 3].map((one) => ({ destination: `192.168.${String(one)}.0/24`, nexthop: '10.9.0.9' }))
    const add = { router: { routes: many } }
    expect(await refusal('PUT', `/routers/${routerId}/add_extraroutes`, add, 'r9')).toEqual([
      400,
      'RoutesExhausted',
      `Unable to complete operation for ${routerId}. The number of routes exceeds the maximum 3.`,
    ])
    const added = await cloud.call(
      'PUT',
      `/routers/${routerId}/add_extraroutes`,
      { router: { routes: many.slice(1) } },
      'r9',
    )
    expect(added.body['router']).toMatchObject({ routes: [...routes, ...many.slice(1)] })
    const removed = await cloud.call('PUT', `/routers/${routerId}/remove_extraroutes`, add, 'r9')
    expect(removed.body['router']).toMatchObject({ routes })
    const remove = `/routers/${routerId}/remove_router_interface`
    expect(await refusal('PUT', remove, { subnet_id: subnetId }, 'r9')).toEqual([
      409,
      'RouterInterfaceInUseByRoute',
      `Router interface for subnet ${subnetId} on router ${routerId} cannot be deleted, as it is required by one or more routes.`,
    ])
  })

  it('keeps routes through its gateway only as long as that is there', async () => {
    const { routerId } = await cloud.routed('r10')
    const routes = [{ destination: '192.168.0.0/24', nexthop: '203.0.113.250' }]
    expect(await put(routerId, { routes }, 'r10')).toEqual([200])
    expect(await put(routerId, { external_gateway_info: null }, 'r10')).toEqual([
      400,
      'InvalidRoutes',
      expect.any(String),
    ])
  })

  it('moves to another external network, and has one gateway port then', async () => {
    const other = await cloud.netloom.networks.create(
      { projectId: 'admin', roles: ['admin'], isAdmin: true, requestId: 'r' },
      { routerExternal: true },
    )
    await cloud.make('/subnets', { subnet: { network_id: other.id, ip_version: 4, cidr: '198.51.100.0/24' } })
    const id = await router('r11', gateway())
    expect(await put(id, { external_gateway_info: { network_id: other.id } }, 'r11')).toEqual([200])
    const { body } = await cloud.call('GET', `/ports?device_id=${id}`)
    expect(body['ports']).toMatchObject([{ network_id: other.id, device_owner: 'network:router_gateway' }])
  })

  it('is counted, and all of a request are made or none', async () => {
    await cloud.call('PUT', '/quotas/r12', { quota: { router: 2 } })
    const three = { routers: [gateway(), {}, {}] }
    expect(await refusal('POST', '/routers', three, 'r12')).toEqual([
      409,
      'OverQuota',
      "Quota exceeded for resources: ['router'].",
    ])
    expect((await cloud.call('GET', '/routers', undefined, 'r12')).body['routers']).toEqual([])
    const two = await cloud.call('POST', '/routers', { routers: [gateway(), { name: 'b' }] }, 'r12')
    expect(two.body['routers']).toHaveLength(2)
    const details = (await cloud.call('GET', '/quotas/r12/details')).body['quota']
    expect(details).toMatchObject({ router: { used: 2 } })
  })

  it('is filtered, sorted, paged, tagged, and changed only as its revision says', async () => {
    for (const name of ['c', 'a', 'b']) {
      const id = await router('r13', { name, admin_state_up: name !== 'b' })
      await cloud.call('PUT', `/routers/${id}/tags`, { tags: [`t-${name}`] }, 'r13')
    }
    const names = async (query: string): Promise<unknown> =>
      ((await cloud.call('GET', `/routers?${query}`, undefined, 'r13')).body['routers'] ?? []).map(({ name }) => name)
    expect(await names('sort_key=name&sort_dir=desc&limit=2')).toEqual(['c', 'b'])
    expect(await names('admin_state_up=false')).toEqual(['b'])
    expect(await names('tags=t-a')).toEqual(['a'])
  })
})

describe('an external network', () => {
  it('that routers and floating IPs use stays one', async () => {
    await router('x1', gateway())
    const { networkId } = cloud.outside
    expect(await refusal('PUT', `/networks/${networkId}`, { network: { 'router:external': false } })).toEqual([
      409,
      'ExternalNetworkInUse',
      `External network ${networkId} cannot be updated to be made non-external, since it has existing gateway ports.`,
    ])
    expect(await refusal('DELETE', `/subnets/${cloud.outside.subnetId}`)).toEqual([
      409,
      'SubnetInUse',
      expect.any(String),
    ])
  })
})
