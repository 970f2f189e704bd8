import { RESOURCES } from '@netloom/api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApi, type Api, type Who } from '../support/start-api.ts'
import { WITH_SERVICES } from '../support/with-services.ts'

let api: Api
let networkId: string
let sharedId: string
beforeAll(async () => {
  api = await startApi()
  networkId = await made('networks', 'network', { name: 'n', project_id: 'a' })
  sharedId = await made('networks', 'network', { name: 'all', shared: true })
  await made('subnets', 'subnet', {
    name: 'six',
    network_id: networkId,
    ip_version: 6,
    cidr: 'fd00:a::/64',
    gateway_ip: 'fd00:a::1',
    project_id: 'a',
  })
  await made('subnets', 'subnet', { name: 'four', network_id: sharedId, ip_version: 4, cidr: '10.0.0.0/24' })
  const fixed = [{ ip_address: 'fd00:a::77' }]
  await made('ports', 'port', {
    name: 'p',
    network_id: networkId,
    mac_address: '02:00:00:00:00:ab',
    fixed_ips: fixed,
    admin_state_up: false,
  })
  await made('ports', 'port', { name: 'bare', network_id: networkId, fixed_ips: [] })
  const started = { agentType: 'DHCP agent', binary: 'x', host: 'h', configurations: {} }
  await api.netloom.agents.hello({ ...started, start: true })
})
afterAll(() => api.close())

async function made(plural: string, name: string, values: object): Promise<string> {
  const { status, body } = await api.call('POST', `/${plural}`, { [name]: values })
  expect(status, JSON.stringify(body)).toBe(201)
  return body[name].id as string
}

async function names(query: string, who?: Who, key = 'name'): Promise<readonly string[]> {
  const { status, body } = await api.call('GET', query, undefined, who)
  expect(status, `${query}: ${JSON.stringify(body)}`).toBe(200)
  const [list] = Object.values(body as object) as readonly (readonly Readonly<Record<string, string>>[])[]
  return (list ?? []).map((one) => one[key] ?? '').sort()
}

describe('filters', () => {
  it.each([
    ['/ports?mac_address=02:00:00:00:00:AB', ['p']],
    ['/ports?mac_address=02-00-00-00-00-AB', ['p']],
    ['/ports?mac_address=nonsense', []],
    ['/ports?fixed_ips=ip_address%3DFD00:A:0::77', ['p']],
    ['/ports?fixed_ips=ip_address%3Dfd00:a:0:0:0:0:0:77', ['p']],
    ['/ports?admin_state_up=0', ['p']],
    ['/ports?admin_state_up=no', ['p']],
    ['/subnets?gateway_ip=FD00:A:0:0::1', ['six']],
    ['/subnets?cidr=FD00:A:0::/64', ['six']],
  ])('compare values, not how they are written: %s', async (query, found) => {
    expect(await names(query)).toEqual(found)
  })

  it.each([
    ['/ports?ip_allocation=immediate&device_owner=', ['p']],
    ['/ports?ip_allocation=none', ['bare']],
    ['/ports?ip_allocation=deferred', []],
    ['/ports?ip_allocation=none&ip_allocation=immediate&device_owner=', ['bare', 'p']],
    ['/ports?security_groups=11111111-2222-3333-4444-555555555555', []],
    ['/ports?revision_number=', []],
    ['/networks?revision_number=', []],
    ['/networks?availability_zone_hints=nova', []],
    ['/subnets?shared=true', ['four']],
    ['/subnets?shared=False', ['six']],
    ['/subnets?segment_id=11111111-2222-3333-4444-555555555555', []],
    ['/subnets?sort_key=segment_id&sort_dir=asc', ['four', 'six']],
  ])('are those that Neutron takes: %s', async (query, found) => {
    expect(await names(query)).toEqual(found)
  })

  it('find networks by the zones that they ask for', async () => {
    const az = await startApi(WITH_SERVICES)
    await az.netloom.agents.hello({
      agentType: 'DHCP agent',
      binary: 'x',
      host: 'h',
      availabilityZone: 'z1',
      configurations: {},
      start: true,
    })
    const network = { name: 'hinted', availability_zone_hints: ['z1'] }
    expect((await az.call('POST', '/networks', { network })).status).toBe(201)
    await az.call('POST', '/networks', { network: { name: 'other' } })
    expect((await az.call('GET', '/networks?availability_zone_hints=z1&fields=name')).body.networks).toEqual([
      { name: 'hinted' },
    ])
    expect((await az.call('GET', '/networks?availability_zone_hints=z')).body.networks).toEqual([])
    await az.close()
  })

  it('are those that Neutron takes of agents, and so are sort keys', async () => {
    expect(await names('/agents?topic=dhcp_agent', undefined, 'host')).toEqual(['h'])
    expect(await names('/agents?topic=l3_agent', undefined, 'host')).toEqual([])
    for (const key of ['alive', 'topic', 'availability_zone', 'description', 'host']) {
      expect(await names(`/agents?alive=True&sort_key=${key}&sort_dir=desc`, undefined, 'host'), key).toEqual(['h'])
    }
  })

  it('ask of subnets whether their network is shared with the caller', async () => {
    expect(await names('/subnets?shared=true', 'member@a')).toEqual(['four'])
    expect(await names('/subnets?shared=false', 'member@a')).toEqual(['six'])
    expect((await api.call('GET', '/subnets?name=six')).body.subnets[0]).not.toHaveProperty('shared')
  })
})

describe('a page behind an object that is not there', () => {
  it('is a 404 for networks and ports, and the first page of all other lists, as in Neutron', async () => {
    const found: string[] = []
    for (const { attributes, path, plural, service } of RESOURCES) {
      // what has no id marks no place
      if (!('id' in attributes)) continue
      const collection = path ?? plural.replaceAll('_', '-')
      if (collection.includes(':') || service(api.netloom, {}).list === undefined) continue
      const query = `/${collection}?limit=1&marker=11111111-2222-3333-4444-555555555555`
      const { status, body } = await api.call('GET', query)
      const expected = ['networks', 'ports'].includes(plural) ? 404 : 200
      if (status !== expected || (status === 404 && !('NeutronError' in body))) found.push(`${query} ${String(status)}`)
    }
    expect(found).toEqual([])
  })
})

describe('service types', () => {
  it.each([
    ['test:x', 201],
    ['compute:x', 201],
    ['network:dhcp', 201],
    ['foo', 400],
  ] as const)('are what begins as Neutron’s do: %s is answered %i', async (type, status) => {
    const network = await made('networks', 'network', {})
    const subnet = { network_id: network, ip_version: 4, cidr: '10.0.0.0/24', service_types: [type] }
    const answer = await api.call('POST', '/subnets', { subnet })
    expect(answer.status).toBe(status)
  })
})
