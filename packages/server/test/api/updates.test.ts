import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startApi, type Answer, type Api } from '../support/start-api.ts'

let api: Api
let networkId: string
const subnets: Record<string, string> = {}
beforeEach(async () => {
  api = await startApi()
  networkId = await made('networks', 'network', {})
  subnets['v4'] = await made('subnets', 'subnet', { network_id: networkId, ip_version: 4, cidr: '10.0.0.0/24' })
  const slaac = { ipv6_ra_mode: 'slaac', ipv6_address_mode: 'slaac' }
  subnets['v6'] = await made('subnets', 'subnet', {
    network_id: networkId,
    ip_version: 6,
    cidr: 'fd00:a::/64',
    ...slaac,
  })
})
afterEach(() => api.close())

async function made(plural: string, name: string, values: object): Promise<string> {
  const { status, body } = await api.call('POST', `/${plural}`, { [name]: values })
  expect(status, JSON.stringify(body)).toBe(201)
  return body[name].id as string
}
const put = (path: string, name: string, values: object): Promise<Answer> => api.call('PUT', path, { [name]: values })

interface FixedIp {
  readonly subnet_id: string
  readonly ip_address: string
}

describe('a new MAC together with other changes', () => {
  const OLD = '02:00:00:00:00:01'
  const NEW = '02:00:00:00:00:99'
  const MADE_OF_NEW = 'fd00:a::ff:fe00:99'

  const addresses = ({ status, body }: Answer): readonly string[] => {
    expect(status, JSON.stringify(body)).toBe(200)
    return (body.port.fixed_ips as readonly FixedIp[]).map(({ ip_address }) => ip_address).sort()
  }

  it.each<[string, (held: readonly FixedIp[]) => readonly object[]]>([
    ['as it was read', (held) => held],
    ['one address', () => [{ ip_address: '10.0.0.77' }]],
    ['none', () => []],
    ['any of the IPv4 subnet', () => [{ subnet_id: subnets['v4'] }]],
    ['any of each subnet', () => [{ subnet_id: subnets['v4'] }, { subnet_id: subnets['v6'] }]],
  ])('gives the port the address made of it, whatever list comes along: %s', async (_, list) => {
    const port = { network_id: networkId, mac_address: OLD, fixed_ips: [{ ip_address: '10.0.0.5' }] }
    const id = await made('ports', 'port', port)
    const { body } = await api.call('GET', `/ports/${id}`)
    const asked = list(body.port.fixed_ips as readonly FixedIp[])
    const both = addresses(await put(`/ports/${id}`, 'port', { mac_address: NEW, fixed_ips: asked }))
    expect(both).toContain(MADE_OF_NEW)
    expect(both).not.toContain('fd00:a::ff:fe00:1')
    // as with one after the other
    const other = await made('ports', 'port', { ...port, mac_address: '02:00:00:00:00:02', fixed_ips: [] })
    await api.call('DELETE', `/ports/${id}`)
    await put(`/ports/${other}`, 'port', { fixed_ips: [{ ip_address: '10.0.0.5' }] })
    await put(`/ports/${other}`, 'port', { fixed_ips: asked.map((one) => withoutOld(one)) })
    expect(addresses(await put(`/ports/${other}`, 'port', { mac_address: NEW }))).toEqual(both)
    // the address made of the old one is free again
    expect((await api.call('GET', `/ports?fixed_ips=ip_address%3Dfd00:a::ff:fe00:1`)).body.ports).toEqual([])
  })

  const withoutOld = (one: object): object =>
    'ip_address' in one && String(one.ip_address).startsWith('fd00') ? { subnet_id: subnets['v6'] } : one
})

describe('a PUT of what is so already', () => {
  it('is done: where a network is realised', async () => {
    const { body } = await api.call('GET', `/networks/${networkId}`)
    const network = body.network as Readonly<Record<string, unknown>>
    const keys = ['provider:network_type', 'provider:physical_network', 'provider:segmentation_id']
    for (const key of keys) {
      expect(await put(`/networks/${networkId}`, 'network', { [key]: network[key] }), key).toMatchObject({
        status: 200,
        body: { network: { [key]: network[key], revision_number: network['revision_number'] } },
      })
    }
    const all = Object.fromEntries(keys.map((key) => [key, network[key]]))
    expect(await put(`/networks/${networkId}`, 'network', { ...all, name: 'x' })).toMatchObject({
      status: 200,
      body: { network: { ...all, name: 'x' } },
    })
    expect((await put(`/networks/${networkId}`, 'network', { segments: [all] })).status).toBe(200)
    expect((await put(`/networks/${networkId}`, 'network', { segments: [] })).status).toBe(200)
  })

  it('is refused with another value, in Neutron’s words', async () => {
    const moved =
      'Invalid input for operation: Plugin does not support updating the following provider network attributes: '
    for (const [change, message] of [
      [{ 'provider:network_type': 'flat' }, `${moved}provider:network_type.`],
      [{ 'provider:physical_network': 'p' }, `${moved}provider:physical_network.`],
      [{ segments: [{ 'provider:network_type': 'local' }] }, `${moved}segments.`],
      [{ 'provider:segmentation_id': 7_777 }, 'Invalid input for operation: Only VLAN type networks can be updated..'],
    ] as const) {
      expect(await put(`/networks/${networkId}`, 'network', change)).toMatchObject({
        status: 400,
        body: { NeutronError: { type: 'InvalidInput', message } },
      })
    }
    const answer = await api.call(
      'PUT',
      `/networks/${await made('networks', 'network', { project_id: 'a' })}`,
      { network: { 'provider:network_type': 'vxlan' } },
      'member@a',
    )
    expect(answer.status).toBe(403)
  })
})

describe('what core refuses', () => {
  it.each<[string, string, (ids: { readonly networkId: string }) => object, string, string]>([
    [
      'ports',
      'port',
      (ids) => ({ network_id: ids.networkId, mac_address: '01:00:5e:00:00:01' }),
      'HTTPBadRequest',
      'Invalid input for mac_address. Reason: "01:00:5e:00:00:01" must be a MAC address of one interface',
    ],
    [
      'ports',
      'port',
      (ids) => ({
        network_id: ids.networkId,
        allowed_address_pairs: [{ ip_address: '10.0.0.9', mac_address: '01:00:5e:00:00:01' }],
      }),
      'HTTPBadRequest',
      'Invalid input for allowed_address_pairs. Reason: mac_address "01:00:5e:00:00:01" must be',
    ],
    [
      'ports',
      'port',
      (ids) => ({
        network_id: ids.networkId,
        fixed_ips: [{ ip_address: 'fd00:a::9' }, { ip_address: 'FD00:A:0::9' }],
      }),
      'HTTPBadRequest',
      "Invalid input for fixed_ips. Reason: Duplicate IP address 'fd00:a::9'.",
    ],
    [
      'ports',
      'port',
      (ids) => ({
        network_id: ids.networkId,
        allowed_address_pairs: [{ ip_address: 'fd00:a::9' }, { ip_address: 'FD00:A:0::9' }],
        mac_address: '02:00:00:00:00:01',
      }),
      'DuplicateAddressPairInRequest',
      'Request contains duplicate address pair: mac_address 02:00:00:00:00:01 ip_address fd00:a::9.',
    ],
    [
      'subnets',
      'subnet',
      (ids) => ({
        network_id: ids.networkId,
        ip_version: 6,
        cidr: 'fd00:b::/64',
        dns_nameservers: ['fd00::1', 'FD00:0::1'],
      }),
      'HTTPBadRequest',
      "Invalid input for dns_nameservers. Reason: Duplicate nameserver 'fd00::1'.",
    ],
  ])('is told in the words of the API: a value of %s', async (plural, name, values, type, message) => {
    const { status, body } = await api.call('POST', `/${plural}`, { [name]: values({ networkId }) })
    expect([status, body.NeutronError?.type]).toEqual([400, type])
    expect(body.NeutronError.message).toContain(message)
  })
})
