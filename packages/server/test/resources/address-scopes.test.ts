import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startApi, type Answer, type Api } from '../support/start-api.ts'

let api: Api
beforeEach(async () => {
  api = await startApi()
})
afterEach(() => api.close())
const create = (attributes: object, who?: 'member@a'): Promise<Answer> =>
  api.call('POST', '/address-scopes', { address_scope: attributes }, who)

describe('/v2.0/address-scopes', () => {
  it('shows what Neutron shows, in its order', async () => {
    const { status, body } = await create({ name: 'four', ip_version: '4' })
    expect(status).toBe(201)
    const { id } = body.address_scope
    expect(JSON.stringify(body)).toBe(
      `{"address_scope":{"id":"${id as string}","project_id":"admin","name":"four","shared":false,"ip_version":4,"tenant_id":"admin"}}`,
    )
    const put = await api.call('PUT', `/address-scopes/${id as string}`, { address_scope: { shared: true } })
    expect(put.body.address_scope.shared).toBe(true)
    const back = await api.call('PUT', `/address-scopes/${id as string}`, { address_scope: { shared: false } })
    expect(back).toMatchObject({
      status: 400,
      body: {
        NeutronError: {
          type: 'AddressScopeUpdateError',
          message: `Unable to update address scope ${id as string} : Shared address scope can't be unshared.`,
        },
      },
    })
  })

  it.each([
    [{ name: 'x' }, 'HTTPBadRequest', "Failed to parse request. Required attribute 'ip_version' not specified"],
    [{ ip_version: 5 }, 'HTTPBadRequest', 'Invalid input for ip_version. Reason: 5 is not in valid_values.'],
    [{ ip_version: null }, 'InvalidInput', "Invalid input for operation: 'None' is not an integer."],
    [{ ip_version: 4, description: 'd' }, 'HTTPBadRequest', "Unrecognized attribute(s) 'description'"],
  ])('refuses %j', async (attributes, type, message) => {
    expect(await create(attributes)).toMatchObject({
      status: 400,
      body: { NeutronError: { type, message, detail: '' } },
    })
  })

  it('shows on networks, and is in use while a pool is in it', async () => {
    const { id } = (await create({ ip_version: 4 })).body.address_scope
    const subnetpool = { name: 'p', prefixes: ['10.0.0.0/16'], default_prefixlen: 24, address_scope_id: id }
    const pool = (await api.call('POST', '/subnetpools', { subnetpool })).body.subnetpool
    const network = (await api.call('POST', '/networks', { network: {} })).body.network
    expect(network).toMatchObject({ ipv4_address_scope: null, ipv6_address_scope: null })
    const subnet = { network_id: network.id, ip_version: 4, subnetpool_id: pool.id }
    await api.call('POST', '/subnets', { subnet })
    const shown = async (): Promise<unknown> =>
      (await api.call('GET', `/networks/${network.id as string}`)).body.network.ipv4_address_scope
    expect(await shown()).toBe(id)
    expect((await api.call('DELETE', `/address-scopes/${id as string}`)).body.NeutronError.type).toBe(
      'AddressScopeInUse',
    )
    const leave = { subnetpool: { address_scope_id: null } }
    expect((await api.call('PUT', `/subnetpools/${pool.id as string}`, leave)).status).toBe(200)
    expect(await shown()).toBeNull()
    expect((await api.call('DELETE', `/address-scopes/${id as string}`)).status).toBe(204)
  })

  it('is the own project’s, and shared by administrators', async () => {
    expect((await create({ ip_version: 4, shared: true }, 'member@a')).status).toBe(403)
    const { id } = (await create({ ip_version: 4 }, 'member@a')).body.address_scope
    const seen = async (query: string): Promise<unknown> =>
      (await api.call('GET', `/address-scopes?${query}`, undefined, 'member@b')).body.address_scopes.length
    expect(await seen('')).toBe(0)
    const share = { address_scope: { shared: true } }
    expect((await api.call('PUT', `/address-scopes/${id as string}`, share, 'member@a')).status).toBe(403)
    expect((await api.call('PUT', `/address-scopes/${id as string}`, share)).status).toBe(200)
    expect([await seen('shared=True'), await seen('shared=False'), await seen('ip_version=6')]).toEqual([1, 0, 0])
  })
})
