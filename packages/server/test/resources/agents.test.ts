import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApi, type Api } from '../support/start-api.ts'
import { WITH_SERVICES } from '../support/with-services.ts'

let api: Api
let time = Date.UTC(2026, 0, 31, 23, 59, 0)
const clock = { now: () => time, date: () => new Date(time), after: () => () => undefined }

beforeAll(async () => {
  api = await startApi({ clock, ...WITH_SERVICES })
  for (const [host, tunnelingIp] of [
    ['h1', '192.0.2.1'],
    ['h2', '192.0.2.2'],
  ] as const) {
    await api.netloom.agents.hello({
      agentType: 'Linux bridge agent',
      binary: 'netloom-agent',
      host,
      configurations: {
        tunnelingIp,
        tunnelTypes: ['vxlan'],
        l2Population: true,
        bridgeMappings: { physNet1: 'br-x' },
        devices: 3,
      },
      start: true,
    })
  }
  for (const [agentType, host, availabilityZone] of [
    ['DHCP agent', 'h1', 'z1'],
    ['DHCP agent', 'h2', 'z1'],
    ['L3 agent', 'h1', 'z2'],
  ] as const) {
    await api.netloom.agents.hello({ agentType, binary: 'x', host, availabilityZone, configurations: {}, start: true })
  }
})
afterAll(() => api.close())

describe('agents', () => {
  it('are shown as Neutron shows them', async () => {
    const { body } = await api.call('GET', '/agents?host=h1&agent_type=Linux%20bridge%20agent')
    expect(body.agents).toHaveLength(1)
    const [agent] = body.agents
    expect(JSON.stringify(agent)).toBe(
      `{"id":"${agent.id as string}","agent_type":"Linux bridge agent","binary":"netloom-agent","topic":"N/A",` +
        '"host":"h1","admin_state_up":true,"created_at":"2026-01-31 23:59:00","started_at":"2026-01-31 23:59:00",' +
        '"heartbeat_timestamp":"2026-01-31 23:59:00","description":null,"alive":true,"configurations":' +
        '{"tunneling_ip":"192.0.2.1","tunnel_types":["vxlan"],"l2_population":true,' +
        '"bridge_mappings":{"physNet1":"br-x"},"devices":3},"availability_zone":null,"resources_synced":null}',
    )
    expect((await api.call('GET', `/agents/${agent.id as string}`)).body).toEqual({ agent })
  })

  it('are filtered, sorted and paged', async () => {
    const hosts = async (query: string): Promise<readonly string[]> =>
      ((await api.call('GET', `/agents?${query}`)).body.agents as { agent_type: string; host: string }[]).map(
        (one) => `${one.agent_type} ${one.host}`,
      )
    expect(await hosts('agent_type=DHCP%20agent&sort_key=host&sort_dir=desc')).toEqual([
      'DHCP agent h2',
      'DHCP agent h1',
    ])
    expect(await hosts('availability_zone=z2')).toEqual(['L3 agent h1'])
    expect(await hosts('alive=false')).toEqual([])
    expect(await hosts('alive=true')).toHaveLength(5)
    const first = await api.call('GET', '/agents?limit=3')
    expect(first.body.agents).toHaveLength(3)
    expect(first.body.agents_links).toMatchObject([{ rel: 'next' }, { rel: 'previous' }])
    const last = first.body.agents[2].id as string
    const rest = await api.call('GET', `/agents?limit=3&marker=${last}`)
    const ids = [...first.body.agents, ...rest.body.agents].map(({ id }: { id: string }) => id)
    expect(new Set(ids).size).toBe(5)
    expect(await api.call('GET', '/agents?foo=1')).toMatchObject({
      status: 400,
      body: { NeutronError: { message: "['foo'] is invalid attribute for filtering" } },
    })
    expect((await api.call('GET', '/agents?limit=1&marker=x')).body.agents).toHaveLength(1)
  })

  it('are dead when silent, changed and deleted by administrators', async () => {
    const [agent] = (await api.call('GET', '/agents?host=h2&agent_type=Linux%20bridge%20agent')).body.agents
    const path = `/agents/${agent.id as string}`
    time += 76_000
    expect((await api.call('GET', path)).body.agent.alive).toBe(false)
    expect((await api.call('GET', '/agents?alive=false')).body.agents).toHaveLength(5)
    time -= 76_000
    const put = await api.call('PUT', path, { agent: { admin_state_up: false, description: 'resting' } })
    expect(put).toMatchObject({ status: 200, body: { agent: { admin_state_up: false, description: 'resting' } } })
    expect((await api.call('PUT', path, { agent: { description: null } })).body.agent.description).toBe(null)
    expect(await api.call('PUT', path, { agent: { host: 'x' } })).toMatchObject({
      status: 400,
      body: { NeutronError: { message: 'Cannot update read-only attribute host' } },
    })
    expect((await api.call('POST', '/agents', { agent: {} })).status).toBe(405)
    expect((await api.call('GET', '/agents', undefined, 'member@a')).body).toEqual({ agents: [] })
    const missing = { status: 404, body: { NeutronError: { type: 'AgentNotFound' } } }
    expect(await api.call('GET', path, undefined, 'member@a')).toMatchObject(missing)
    expect(await api.call('PUT', path, { agent: { description: 'x' } }, 'member@a')).toMatchObject(missing)
    expect(await api.call('DELETE', path, undefined, 'member@a')).toMatchObject(missing)
    expect((await api.call('DELETE', path)).status).toBe(204)
    expect(await api.call('GET', path)).toMatchObject(missing)
  })
})

describe('availability zones', () => {
  it('are those of the agents, available while one of them is up', async () => {
    const zones = async (query = ''): Promise<unknown> =>
      (await api.call('GET', `/availability_zones${query}`, undefined, 'reader@a')).body.availability_zones
    expect(await zones()).toEqual([
      { state: 'available', name: 'z1', resource: 'network' },
      { state: 'available', name: 'z2', resource: 'router' },
    ])
    const l3 = (await api.call('GET', '/agents?agent_type=L3%20agent')).body.agents[0].id as string
    await api.call('PUT', `/agents/${l3}`, { agent: { admin_state_up: false } })
    expect(await zones('?resource=router')).toEqual([{ state: 'unavailable', name: 'z2', resource: 'router' }])
    expect(await zones('?state=unavailable&fields=name')).toEqual([{ name: 'z2' }])
    expect(await zones('?name=z9')).toEqual([])
    await api.call('PUT', `/agents/${l3}`, { agent: { admin_state_up: true } })
  })

  it('that no agent is in are no hints', async () => {
    const hinted = (zone: string): ReturnType<Api['call']> =>
      api.call('POST', '/networks', { network: { availability_zone_hints: [zone] } })
    expect(await hinted('z1')).toMatchObject({ status: 201, body: { network: { availability_zone_hints: ['z1'] } } })
    for (const zone of ['x', 'z2']) {
      expect(await hinted(zone)).toMatchObject({
        status: 404,
        body: {
          NeutronError: {
            type: 'AvailabilityZoneNotFound',
            message: `AvailabilityZone ${zone} could not be found.`,
          },
        },
      })
    }
  })
})

describe('service providers', () => {
  it('are none', async () => {
    expect(await api.call('GET', '/service-providers', undefined, 'reader@a')).toMatchObject({
      status: 200,
      body: { service_providers: [] },
    })
    expect((await api.call('GET', '/service-providers?service_type=X')).body).toEqual({ service_providers: [] })
  })
})
