import { adminContext } from '@netloom/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type L3Cloud, startL3Cloud } from './l3-cloud.ts'

let cloud: L3Cloud
let agentId: string
beforeAll(async () => {
  cloud = await startL3Cloud()
  agentId = await cloud.l3Agent('h1')
})
afterAll(() => cloud.close())

const bindingOf = async (portId: string): Promise<unknown> =>
  (await cloud.netloom.ports.get(adminContext(), portId)).binding.host

describe('the host of a router', () => {
  it('is told of the router, its interfaces and what leads through it, and has its ports', async () => {
    const { routerId, networkId, subnetId, portId } = await cloud.routed('p1')
    await cloud.netloom.services.routerScheduling.idle()
    expect(await cloud.published('l3/h1')).toMatchObject({ [`router/${routerId}`]: { routerId } })
    const fip = await cloud.make(
      '/floatingips',
      { floatingip: { floating_network_id: cloud.outside.networkId, port_id: portId } },
      'p1',
    )
    const items = await cloud.published(`router/${routerId}`)
    expect(items['router']).toMatchObject({
      id: routerId,
      projectId: 'p1',
      adminStateUp: true,
      enableSnat: true,
      routes: [],
    })
    const interfaces = Object.entries(items)
      .filter(([key]) => key.startsWith('interface/'))
      .map(([, body]) => body as Record<string, unknown>)
    const internal = interfaces.find((one) => one['kind'] === 'internal')
    const gateway = interfaces.find((one) => one['kind'] === 'gateway')
    expect(internal).toMatchObject({
      networkId,
      mtu: 1450,
      adminStateUp: true,
      onLink: [],
      addresses: [{ ipAddress: '10.0.0.1', subnetId, cidr: '10.0.0.0/24', ipVersion: 4, gatewayIp: '10.0.0.1' }],
    })
    expect(gateway).toMatchObject({
      networkId: cloud.outside.networkId,
      addresses: [{ subnetId: cloud.outside.subnetId, gatewayIp: '203.0.113.1' }],
    })
    expect(items[`floating-ip/${String(fip['id'])}`]).toEqual({
      id: fip['id'],
      floatingIp: fip['floating_ip_address'],
      fixedIp: fip['fixed_ip_address'],
      portId,
      networkId: cloud.outside.networkId,
    })
    for (const one of interfaces) expect(await bindingOf(String(one['portId']))).toBe('h1')
  })

  it('has an interface bound in the request that adds it, by a subnet and by a port, and the gateway set later', async () => {
    const first = await cloud.inside('p3', '10.30.0.0/24')
    const second = await cloud.inside('p3', '10.31.0.0/24')
    const { id } = await cloud.make('/routers', { router: {} }, 'p3')
    await cloud.netloom.services.routerScheduling.idle()
    const [agent] = await cloud.netloom.services.routerScheduling.agentsOf(String(id))
    const add = (body: object): Promise<readonly unknown[]> =>
      cloud.refusal('PUT', `/routers/${String(id)}/add_router_interface`, body, 'p3')
    const { id: port } = await cloud.make('/ports', { port: { network_id: second.networkId } }, 'p3')
    expect(await add({ subnet_id: first.subnetId })).toEqual([200])
    expect(await add({ port_id: port })).toEqual([200])
    const gateway = { router: { external_gateway_info: { network_id: cloud.outside.networkId } } }
    expect(await cloud.refusal('PUT', `/routers/${String(id)}`, gateway, 'p3')).toEqual([200])
    const ports = (await cloud.call('GET', `/ports?device_id=${String(id)}`)).body['ports'] ?? []
    expect(ports.map((one) => [one['binding:host_id'], one['binding:vif_type']])).toEqual([
      [agent?.host, 'bridge'],
      [agent?.host, 'bridge'],
      [agent?.host, 'bridge'],
    ])
    expect((await cloud.call('GET', `/routers/${String(id)}`)).body['router']).toMatchObject({ revision_number: 4 })
  })

  it('changes with the router: what is on the old one goes, ports move', async () => {
    const { routerId } = await cloud.routed('p2')
    const other = await cloud.l3Agent('h2')
    const at = (id: string): string => `/agents/${id}/l3-routers`
    expect(await cloud.call('POST', at(other), { router_id: routerId })).toMatchObject({
      status: 409,
      body: { NeutronError: { type: 'RouterHostedByL3Agent' } },
    })
    expect((await cloud.call('DELETE', `${at(agentId)}/${routerId}`)).status).toBe(204)
    expect(await cloud.published('l3/h1')).not.toHaveProperty([`router/${routerId}`])
    expect(await cloud.published(`router/${routerId}`)).toEqual({})
    expect(await cloud.call('POST', at(other), { router_id: routerId })).toMatchObject({ status: 201, body: {} })
    expect(await cloud.published('l3/h2')).toHaveProperty([`router/${routerId}`])
    const items = await cloud.published(`router/${routerId}`)
    const ids = Object.keys(items)
      .filter((key) => key.startsWith('interface/'))
      .map((key) => key.slice('interface/'.length))
    expect(ids).toHaveLength(2)
    for (const id of ids) expect(await bindingOf(id)).toBe('h2')
    const { body } = await cloud.call('GET', `/routers/${routerId}/l3-agents`)
    expect(body['agents']).toMatchObject([{ id: other, host: 'h2', ha_state: null }])
    expect((await cloud.call('DELETE', `/agents/${other}`)).status).toBe(204)
  })
})
