import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startApi, type Answer, type Api, type Who } from '../support/start-api.ts'
import { WITH_SERVICES } from '../support/with-services.ts'

let api: Api
beforeEach(async () => {
  api = await startApi(WITH_SERVICES)
})
afterEach(() => api.close())

async function made(plural: string, name: string, values: object, who?: Who): Promise<string> {
  const { status, body } = await api.call('POST', `/${plural}`, { [name]: values }, who)
  expect(status, JSON.stringify(body)).toBe(201)
  return body[name].id as string
}

const share = (type: string, id: string, target: string, action = 'access_as_shared'): Promise<Answer> =>
  api.call('POST', '/rbac-policies', {
    rbac_policy: { object_type: type, object_id: id, action, target_tenant: target },
  })
const refused = (status: number, type: string, message?: string): object => ({
  status,
  body: { NeutronError: { type, ...(message !== undefined && { message }) } },
})

describe('an external network that is not shared', () => {
  it('is seen by members, who get neither a port on it nor a look at its subnets', async () => {
    const id = await made('networks', 'network', { 'router:external': true })
    const subnet = { network_id: id, ip_version: 4, cidr: '203.0.113.0/24' }
    const subnetId = await made('subnets', 'subnet', subnet)
    expect((await api.call('GET', `/networks/${id}`, undefined, 'member@a')).status).toBe(200)
    const message = 'Tenant a not allowed to create port on this network'
    const port = { network_id: id }
    expect(await api.call('POST', '/ports', { port }, 'member@a')).toMatchObject(refused(403, 'HTTPForbidden', message))
    expect(await api.call('POST', '/ports', { ports: [port, port] }, 'manager@a')).toMatchObject(
      refused(403, 'HTTPForbidden', message),
    )
    expect((await api.call('GET', '/ports')).body.ports).toEqual([])
    expect((await api.call('GET', '/subnets', undefined, 'member@a')).body.subnets).toEqual([])
    expect((await api.call('GET', `/subnets/${subnetId}`, undefined, 'member@a')).status).toBe(404)
    // who runs the cloud, and those to whom it is shared, go on
    expect((await api.call('POST', '/ports', { port })).status).toBe(201)
    expect((await api.call('POST', '/ports', { port }, 'service@services')).status).toBe(201)
    expect((await share('network', id, 'a')).status).toBe(201)
    expect((await api.call('POST', '/ports', { port }, 'member@a')).status).toBe(201)
    expect((await api.call('GET', '/subnets?fields=id', undefined, 'member@a')).body.subnets).toEqual([
      { id: subnetId },
    ])
  })

  it('stays everybody’s way out while it is the default one', async () => {
    const id = await made('networks', 'network', { 'router:external': true, is_default: true })
    const { body } = await api.call('GET', `/rbac-policies?object_id=${id}&action=access_as_external`)
    const path = `/rbac-policies/${body.rbac_policies[0].id as string}`
    const message = `RBAC policy on object ${id} cannot be removed because other objects depend on it.\nDetails: Default external networks must be shared to everyone.`
    expect(await api.call('DELETE', path)).toMatchObject(refused(409, 'RbacPolicyInUse', message))
    expect(await api.call('PUT', path, { rbac_policy: { target_tenant: 'a' } })).toMatchObject(
      refused(409, 'RbacPolicyInUse', message),
    )
    await api.call('PUT', `/networks/${id}`, { network: { is_default: false } })
    expect((await api.call('DELETE', path)).status).toBe(204)
    expect((await api.call('GET', `/networks/${id}`)).body.network['router:external']).toBe(false)
  })
})

describe('what was shared with everybody', () => {
  it('stays so while a network of its owner uses it: a QoS policy', async () => {
    const id = await made('qos/policies', 'policy', { shared: true })
    const network = await made('networks', 'network', { qos_policy_id: id })
    expect(await api.call('PUT', `/qos/policies/${id}`, { policy: { shared: false } })).toMatchObject(
      refused(409, 'RbacPolicyInUse'),
    )
    await api.call('PUT', `/networks/${network}`, { network: { qos_policy_id: null } })
    expect(await api.call('PUT', `/qos/policies/${id}`, { policy: { shared: false } })).toMatchObject({
      status: 200,
      body: { policy: { shared: false } },
    })
  })

  it('stays so while a subnet of its owner uses it: a pool', async () => {
    const id = await made('subnetpools', 'subnetpool', { name: 'p', prefixes: ['10.0.0.0/8'], shared: true })
    const network = await made('networks', 'network', {})
    await made('subnets', 'subnet', { network_id: network, ip_version: 4, subnetpool_id: id, prefixlen: 24 })
    const { body } = await api.call('GET', `/rbac-policies?object_id=${id}`)
    const path = `/rbac-policies/${body.rbac_policies[0].id as string}`
    expect(await api.call('DELETE', path)).toMatchObject(refused(409, 'RbacPolicyInUse'))
    expect((await api.call('DELETE', `/networks/${network}`)).status).toBe(204)
    expect((await api.call('DELETE', path)).status).toBe(204)
  })

  it('is unshared whoever owns ports on it: a network whose only user is its owner', async () => {
    const id = await made('networks', 'network', { shared: true })
    await made('ports', 'port', { network_id: id })
    expect((await api.call('PUT', `/networks/${id}`, { network: { shared: false } })).status).toBe(200)
  })
})

describe('a pool in an address scope', () => {
  it('is shared only with those who see the scope', async () => {
    const scope = await made('address-scopes', 'address_scope', { name: 's', ip_version: 4, project_id: 'owner' })
    const pool = { name: 'p', prefixes: ['10.0.0.0/8'], address_scope_id: scope, project_id: 'owner' }
    const id = await made('subnetpools', 'subnetpool', pool)
    const message =
      `Invalid input for operation: Failed to create RBAC policy on resource ${id} because target project doesn't ` +
      'have access to associated address scope.'
    expect(await share('subnetpool', id, 'a')).toMatchObject(refused(400, 'InvalidInput', message))
    expect(await share('subnetpool', id, '*')).toMatchObject(refused(400, 'InvalidInput', message))
    expect(
      await api.call('POST', '/subnetpools', { subnetpool: { ...pool, prefixes: ['172.16.0.0/12'], shared: true } }),
    ).toMatchObject(refused(400, 'InvalidInput'))
    expect((await share('address_scope', scope, 'a')).status).toBe(201)
    const entry = await share('subnetpool', id, 'a')
    expect(entry.status).toBe(201)
    const path = `/rbac-policies/${entry.body.rbac_policy.id as string}`
    expect(await api.call('PUT', path, { rbac_policy: { target_tenant: 'b' } })).toMatchObject(
      refused(400, 'InvalidInput', message),
    )
  })
})

describe('an address group that is shared with a project', () => {
  it('is not there for whoever of it writes', async () => {
    const id = await made('address-groups', 'address_group', { addresses: ['10.0.0.0/8'] }, 'member@owner')
    expect((await share('address_group', id, 'a')).status).toBe(201)
    const path = `/address-groups/${id}`
    expect((await api.call('GET', path, undefined, 'member@a')).status).toBe(200)
    const gone = refused(404, 'AddressGroupNotFound', `Address group ${id} could not be found.`)
    for (const [method, url, body] of [
      ['PUT', path, { address_group: { name: 'x' } }],
      ['PUT', `${path}/add_addresses`, { addresses: ['11.0.0.0/8'] }],
      ['PUT', `${path}/remove_addresses`, { addresses: ['10.0.0.0/8'] }],
      ['DELETE', path, undefined],
    ] as const) {
      expect(await api.call(method, url, body, 'member@a'), `${method} ${url}`).toMatchObject(gone)
    }
    expect((await api.call('PUT', path, { address_group: { name: 'x' } }, 'member@owner')).status).toBe(200)
  })
})
