import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApi, type Answer, type Api, type Who } from '../support/start-api.ts'

let api: Api
const ids = { shared: '', own: '', sharedSubnet: '', ownSubnet: '', guest: '', port: '' }

beforeAll(async () => {
  api = await startApi()
  const make = async (path: string, name: string, body: object, who: Who): Promise<string> =>
    (await api.call('POST', path, { [name]: body }, who)).body[name].id as string
  ids.shared = await make('/networks', 'network', { shared: true }, 'admin@admin')
  ids.own = await make('/networks', 'network', {}, 'member@a')
  // addresses that tests ask for by name are never picked for a port
  const allocation_pools = [{ start: '10.91.0.100', end: '10.91.0.200' }]
  const subnet = { network_id: ids.shared, ip_version: 4, cidr: '10.91.0.0/24', allocation_pools }
  ids.sharedSubnet = await make('/subnets', 'subnet', subnet, 'admin@admin')
  ids.ownSubnet = await make('/subnets', 'subnet', { ...subnet, network_id: ids.own }, 'member@a')
  ids.guest = await make('/ports', 'port', { network_id: ids.shared }, 'member@a')
  ids.port = await make('/ports', 'port', { network_id: ids.own }, 'member@a')
})
afterAll(() => api.close())

/** `$SHARED` and `$OWN` in a body become the subnets' ids. */
const filled = (body: object): object =>
  JSON.parse(JSON.stringify(body).replace('$SHARED', ids.sharedSubnet).replace('$OWN', ids.ownSubnet)) as object
const create = (on: 'shared' | 'own', body: object, who: Who = 'member@a'): Promise<Answer> =>
  api.call('POST', '/ports', { port: { network_id: ids[on], ...filled(body) } }, who)
const update = (port: 'guest' | 'port', body: object, who: Who = 'member@a'): Promise<Answer> =>
  api.call('PUT', `/ports/${ids[port]}`, { port: filled(body) }, who)
const denial = ({ status, body }: Answer): string =>
  status === 403 ? (body.NeutronError.message as string).replace(' is disallowed by policy', '') : String(status)

const MAC = '02:00:00:00:09:09'

describe('a member who merely uses a network', () => {
  it.each([
    [{}, '201'],
    [{ name: 'x', device_owner: 'compute:x', 'binding:vnic_type': 'direct' }, '201'],
    [{ fixed_ips: [] }, '201'],
    [{ fixed_ips: [{ subnet_id: '$SHARED' }] }, '201'],
    [{ device_owner: '' }, '201'],
    [
      { fixed_ips: [{ ip_address: '10.91.0.9' }] },
      '(rule:create_port and (rule:create_port:fixed_ips and (rule:create_port:fixed_ips:ip_address)))',
    ],
    [
      { fixed_ips: [{ subnet_id: '$SHARED', ip_address: '10.91.0.9' }] },
      '(rule:create_port and (rule:create_port:fixed_ips and (rule:create_port:fixed_ips:subnet_id and rule:create_port:fixed_ips:ip_address)))',
    ],
    [{ mac_address: MAC }, '(rule:create_port and rule:create_port:mac_address)'],
    [
      { mac_address: MAC, 'binding:host_id': 'h' },
      '((rule:create_port and rule:create_port:mac_address) and rule:create_port:binding:host_id)',
    ],
    [{ port_security_enabled: true }, '(rule:create_port and rule:create_port:port_security_enabled)'],
    [{ allowed_address_pairs: [] }, '(rule:create_port and rule:create_port:allowed_address_pairs)'],
    [
      { allowed_address_pairs: [{ ip_address: '192.0.2.1', mac_address: MAC }] },
      '(rule:create_port and (rule:create_port:allowed_address_pairs and (rule:create_port:allowed_address_pairs:ip_address and rule:create_port:allowed_address_pairs:mac_address)))',
    ],
    [{ device_owner: 'network:dhcp' }, '(rule:create_port and rule:create_port:device_owner)'],
  ])('makes a port with %j: %s', async (body, expected) => {
    expect(denial(await create('shared', body))).toBe(expected)
  })

  it.each([
    [{ name: 'x', admin_state_up: true, device_owner: 'compute:y', 'binding:vnic_type': 'normal' }, '200'],
    [{ fixed_ips: [] }, '(rule:update_port and rule:update_port:fixed_ips)'],
    [
      { fixed_ips: [{ subnet_id: '$SHARED' }] },
      '(rule:update_port and (rule:update_port:fixed_ips and (rule:update_port:fixed_ips:subnet_id)))',
    ],
    [{ port_security_enabled: false }, '(rule:update_port and rule:update_port:port_security_enabled)'],
    [{ allowed_address_pairs: [] }, '(rule:update_port and rule:update_port:allowed_address_pairs)'],
    [{ device_owner: 'network:x' }, '(rule:update_port and rule:update_port:device_owner)'],
    [{ mac_address: MAC }, '(rule:update_port and rule:update_port:mac_address)'],
    [{ 'binding:profile': {} }, '(rule:update_port and rule:update_port:binding:profile)'],
  ])('changes their port there with %j: %s', async (body, expected) => {
    expect(denial(await update('guest', body))).toBe(expected)
  })
})

describe('a member on their own network', () => {
  it.each([
    [{ mac_address: MAC, fixed_ips: [{ ip_address: '10.91.0.9' }] }, '201'],
    [{ device_owner: 'network:dhcp', port_security_enabled: false }, '201'],
    [{ allowed_address_pairs: [{ ip_address: '192.0.2.1' }] }, '201'],
    [
      { 'binding:host_id': 'h', port_security_enabled: false },
      '((rule:create_port and rule:create_port:binding:host_id) and rule:create_port:port_security_enabled)',
    ],
  ])('makes a port with %j: %s', async (body, expected) => {
    expect(denial(await create('own', body))).toBe(expected)
  })

  it.each([
    [{ fixed_ips: [{ subnet_id: '$OWN' }] }, '200'],
    [{ device_owner: 'network:x', port_security_enabled: false }, '200'],
    [{ mac_address: '02:00:00:00:08:08' }, '(rule:update_port and rule:update_port:mac_address)'],
    [{ data_plane_status: 'DOWN' }, '(rule:update_port and rule:update_port:data_plane_status)'],
  ])('changes a port with %j: %s', async (body, expected) => {
    expect(denial(await update('port', body))).toBe(expected)
  })

  it('does not tell a reader more', async () => {
    expect(denial(await create('own', { mac_address: MAC }, 'reader@a'))).toBe(
      '(rule:create_port and rule:create_port:mac_address)',
    )
    expect(denial(await update('port', { fixed_ips: [] }, 'reader@a'))).toBe(
      '(rule:update_port and rule:update_port:fixed_ips)',
    )
  })
})

describe('a service of the cloud', () => {
  it('makes, binds, sees and deletes ports of any project, and nothing else', async () => {
    const who: Who = 'service@service'
    const made = await create('own', { project_id: 'a', 'binding:host_id': 'h', mac_address: '02:00:00:00:09:10' }, who)
    expect(made).toMatchObject({ status: 201, body: { port: { project_id: 'a', 'binding:host_id': 'h' } } })
    const path = `/ports/${made.body.port.id as string}`
    expect((await api.call('PUT', path, { port: { 'binding:profile': { a: 1 } } }, who)).body.port).toMatchObject({
      'binding:profile': { a: 1 },
    })
    expect((await api.call('GET', `/networks/${ids.own}`, undefined, who)).status).toBe(200)
    expect((await api.call('GET', `/subnets/${ids.ownSubnet}`, undefined, who)).status).toBe(200)
    expect((await api.call('GET', `/ports?network_id=${ids.own}&name=`, undefined, who)).body.ports).not.toEqual([])
    expect((await api.call('DELETE', path, undefined, who)).status).toBe(204)
    expect(denial(await api.call('POST', '/networks', { network: { project_id: 'a' } }, who))).toBe(
      'rule:create_network',
    )
    expect(denial(await api.call('PUT', `/networks/${ids.own}`, { network: { name: 'x' } }, who))).toBe(
      'rule:update_network',
    )
    expect(denial(await api.call('DELETE', `/networks/${ids.own}`, undefined, who))).toBe('rule:delete_network')
  })
})

describe('spelled-out defaults', () => {
  it('need no administrator, other values do', async () => {
    const make = (network: object): Promise<Answer> => api.call('POST', '/networks', { network }, 'member@a')
    expect((await make({ shared: false, 'router:external': 'False', is_default: 0 })).status).toBe(201)
    expect(denial(await make({ shared: true, 'router:external': false, 'provider:network_type': 'vxlan' }))).toBe(
      '((rule:create_network and rule:create_network:shared) and rule:create_network:provider:network_type)',
    )
    expect(denial(await api.call('PUT', `/networks/${ids.own}`, { network: { shared: false } }, 'member@a'))).toBe(
      '(rule:update_network and rule:update_network:shared)',
    )
  })
})
