import { afterEach, describe, expect, it } from 'vitest'
import { type L3Cloud, startL3Cloud } from './l3-cloud.ts'

let cloud: L3Cloud
afterEach(() => cloud.close())

const router = async (more: object = {}): Promise<string> => {
  const { id } = await cloud.make('/routers', { router: more }, 's1')
  await cloud.netloom.services.routerScheduling.idle()
  return String(id)
}
const hostOf = async (id: string): Promise<unknown> =>
  (await cloud.netloom.services.routerScheduling.agentsOf(id)).map(({ host }) => host)

describe('a router', () => {
  it('is given to the agent with the fewest, in one of the zones that it names', async () => {
    cloud = await startL3Cloud()
    await cloud.l3Agent('h1', {}, 'east')
    const first = await router()
    await cloud.l3Agent('h2', {}, 'west')
    expect(await hostOf(first)).toEqual(['h1'])
    expect(await hostOf(await router())).toEqual(['h2'])
    const east = await router({ availability_zone_hints: ['east'] })
    expect(await hostOf(east)).toEqual(['h1'])
    const again = await router({ availability_zone_hints: ['east'] })
    expect(await hostOf(again)).toEqual(['h1'])
    const shown = (await cloud.call('GET', `/routers/${again}`)).body['router']
    expect(shown).toMatchObject({ availability_zones: ['east'], availability_zone_hints: ['east'] })
    const nowhere = { router: { availability_zone_hints: ['north'] } }
    expect(await cloud.refusal('POST', '/routers', nowhere)).toEqual([
      404,
      'AvailabilityZoneNotFound',
      'AvailabilityZone north could not be found.',
    ])
  })

  it('that is there before any agent is given to the first that could run it', async () => {
    cloud = await startL3Cloud()
    const { routerId } = await cloud.routed('s1')
    await cloud.l3Agent('h1', { agentMode: 'dvr' })
    expect(await hostOf(routerId)).toEqual([])
    await cloud.l3Agent('h2')
    expect(await hostOf(routerId)).toEqual(['h2'])
    const ports = (await cloud.call('GET', `/ports?device_id=${routerId}`)).body['ports'] ?? []
    expect(ports.map((port) => port['binding:host_id'])).toEqual(['h2', 'h2'])
  })

  it('gets no agent by itself where that is turned off, and is put onto one by an administrator', async () => {
    cloud = await startL3Cloud({ routerAutoSchedule: false })
    const agent = await cloud.l3Agent('h1')
    const dvr = await cloud.l3Agent('h2', { agentMode: 'dvr' })
    const id = await router()
    expect(await hostOf(id)).toEqual([])
    const path = `/agents/${agent}/l3-routers`
    const body = { router_id: id }
    expect(await cloud.refusal('POST', `/agents/${dvr}/l3-routers`, body)).toEqual([
      409,
      'DVRL3CannotAssignToDvrAgent',
      "Not allowed to manually assign a router to an agent in 'dvr' mode.",
    ])
    const [bridge] = await cloud.netloom.agents.list({ agentType: 'Linux bridge agent', host: 'h1' })
    expect(await cloud.refusal('POST', `/agents/${String(bridge?.id)}/l3-routers`, body)).toEqual([
      404,
      'InvalidL3Agent',
      `Agent ${String(bridge?.id)} is not a L3 Agent or has been disabled`,
    ])
    await cloud.call('PUT', `/agents/${agent}`, { agent: { admin_state_up: false } })
    expect(await cloud.refusal('POST', path, body)).toEqual([404, 'InvalidL3Agent', expect.any(String)])
    await cloud.call('PUT', `/agents/${agent}`, { agent: { admin_state_up: true } })
    const nobody = '3b6c5b1a-6f4e-4a55-9d0c-0f3f6cf1a111'
    expect(await cloud.refusal('POST', path, { router_id: nobody })).toEqual([
      404,
      'RouterNotFound',
      expect.any(String),
    ])
    expect(await cloud.refusal('POST', path, body, 's1')).toEqual([403, 'PolicyNotAuthorized', expect.any(String)])
    expect(await cloud.refusal('POST', path, body)).toEqual([201])
    expect(await cloud.refusal('POST', path, body)).toEqual([201])
    expect((await cloud.call('GET', path)).body['routers']).toMatchObject([{ id }])
    expect(await cloud.refusal('DELETE', `${path}/${id}`)).toEqual([204])
    expect(await cloud.refusal('DELETE', `${path}/${id}`)).toEqual([
      409,
      'RouterNotHostedByL3Agent',
      `The router ${id} is not hosted by L3 agent ${agent}.`,
    ])
    expect((await cloud.call('GET', path)).body['routers']).toEqual([])
  })

  it('of an agent that is deleted goes to another, and its floating IPs are DOWN until that has them', async () => {
    cloud = await startL3Cloud()
    const first = await cloud.l3Agent('h1')
    const { routerId, portId } = await cloud.routed('s1')
    await cloud.netloom.services.routerScheduling.idle()
    expect(await hostOf(routerId)).toEqual(['h1'])
    const floatingip = { floating_network_id: cloud.outside.networkId, port_id: portId }
    const { id } = await cloud.make('/floatingips', { floatingip }, 's1')
    await cloud.l3Agent('h2')
    await cloud.call('DELETE', `/agents/${first}`)
    await cloud.netloom.services.routerScheduling.idle()
    expect(await hostOf(routerId)).toEqual(['h2'])
    expect(await cloud.published('l3/h1')).toEqual({})
    expect(await cloud.published(`router/${routerId}`)).toHaveProperty([`floating-ip/${String(id)}`])
    expect((await cloud.call('GET', `/floatingips/${String(id)}`)).body['floatingip']).toMatchObject({ status: 'DOWN' })
  })
})

describe('what hosts are told', () => {
  it('of one floating IP is one item, however many there are', async () => {
    cloud = await startL3Cloud()
    await cloud.l3Agent('h1')
    const { routerId, networkId } = await cloud.routed('s1')
    await cloud.netloom.services.routerScheduling.idle()
    const associate = async (): Promise<unknown> => {
      const { id: port_id } = await cloud.make('/ports', { port: { network_id: networkId } }, 's1')
      const floatingip = { floating_network_id: cloud.outside.networkId, port_id }
      return (await cloud.make('/floatingips', { floatingip }, 's1'))['id']
    }
    for (let one = 0; one < 20; one++) await associate()
    const changes = async (): Promise<number> =>
      Number(
        (
          await cloud.store.db
            .selectFrom('changes')
            .select(({ fn }) => fn.countAll().as('n'))
            .where('topic', '=', `router/${routerId}`)
            .executeTakeFirst()
        )?.n,
      )
    const before = await changes()
    const id = await associate()
    expect((await changes()) - before).toBe(1)
    await cloud.call('PUT', `/floatingips/${String(id)}`, { floatingip: { description: 'x' } }, 's1')
    expect((await changes()) - before).toBe(1)
    await cloud.call('PUT', `/floatingips/${String(id)}`, { floatingip: { port_id: null } }, 's1')
    expect((await changes()) - before).toBe(2)
  })

  it('follows what networks and subnets become', async () => {
    cloud = await startL3Cloud()
    await cloud.l3Agent('h1')
    const { routerId, networkId, subnetId } = await cloud.routed('s1')
    await cloud.netloom.services.routerScheduling.idle()
    const interfaceOf = async (kind: string): Promise<unknown> =>
      Object.values(await cloud.published(`router/${routerId}`)).find(
        (body) => (body as { kind?: string }).kind === kind,
      )
    await cloud.call('PUT', `/networks/${networkId}`, { network: { mtu: 1400 } }, 's1')
    expect(await interfaceOf('internal')).toMatchObject({ mtu: 1400 })
    await cloud.call('PUT', `/subnets/${subnetId}`, { subnet: { dns_nameservers: ['9.9.9.9'] } }, 's1')
    expect(await interfaceOf('internal')).toMatchObject({ addresses: [{ dnsNameservers: ['9.9.9.9'] }] })
    const subnet = { network_id: cloud.outside.networkId, ip_version: 4, cidr: '198.51.100.0/24' }
    const { id } = await cloud.make('/subnets', { subnet })
    expect(await interfaceOf('gateway')).toMatchObject({ onLink: ['198.51.100.0/24'] })
    expect((await cloud.call('DELETE', `/subnets/${String(id)}`)).status).toBe(204)
    expect(await interfaceOf('gateway')).toMatchObject({ onLink: [] })
    await cloud.call('PUT', `/routers/${routerId}`, { router: { admin_state_up: false, name: 'x' } }, 's1')
    expect((await cloud.published(`router/${routerId}`))['router']).toMatchObject({ adminStateUp: false })
  })
})
