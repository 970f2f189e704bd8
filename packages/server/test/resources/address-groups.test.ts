import { afterEach, beforeEach, expect, it } from 'vitest'
import { startApi, type Api, type Who } from '../support/start-api.ts'
import { WITH_SERVICES } from '../support/with-services.ts'

let api: Api
let path: string

beforeEach(async () => {
  api = await startApi(WITH_SERVICES)
  const group = { name: 'office', addresses: ['10.0.0.0/8', '2001:DB8::/64', '10.2.3.4/16'] }
  const made = await api.call('POST', '/address-groups', { address_group: group }, 'member@a')
  expect(made.body.address_group).toMatchObject({ addresses: ['10.0.0.0/8', '10.2.0.0/16', '2001:db8::/64'] })
  const id: string = made.body.address_group.id
  path = `/address-groups/${id}`
})
afterEach(async () => {
  await api.close()
})

async function error(method: string, url: string, body?: unknown, who?: Who): Promise<[number, string, string]> {
  const answer = await api.call(method, url, body, who)
  const { type, message } = answer.body.NeutronError
  return [answer.status, type, message]
}

it('adds and removes addresses, all or none', async () => {
  const id = path.split('/')[2] ?? ''
  const added = await api.call('PUT', `${path}/add_addresses`, { addresses: ['1.2.3.4', '1.2.3.4/32'] }, 'member@a')
  expect(added.status).toBe(200)
  const addresses = ['1.2.3.4/32', '10.0.0.0/8', '10.2.0.0/16', '2001:db8::/64']
  expect(added.body.address_group).toMatchObject({ id, name: 'office', addresses, revision_number: 4 })
  expect(await error('PUT', `${path}/add_addresses`, { addresses: ['9.9.9.9', '10.9.9.9/8', '1.2.3.4'] })).toEqual([
    400,
    'AddressesAlreadyExist',
    `Addresses ['1.2.3.4/32', '10.0.0.0/8'] already exist in the address group ${id}.`,
  ])
  expect(await error('PUT', `${path}/remove_addresses`, { addresses: ['1.2.3.4', '9.9.9.9'] })).toEqual([
    404,
    'AddressesNotFound',
    `Addresses ['9.9.9.9/32'] not found in the address group ${id}.`,
  ])
  expect((await api.call('GET', path)).body.address_group).toMatchObject({ addresses })
  await api.call('PUT', `${path}/remove_addresses`, { addresses })
  expect((await api.call('GET', `${path}?fields=addresses`)).body).toEqual({ address_group: { addresses: [] } })
  // nothing added, nothing changed
  const same = await api.call('PUT', `${path}/add_addresses`, { addresses: [] })
  expect(same.body.address_group).toMatchObject({ revision_number: 8 })
})

it.each([
  [['x'], "'x' is not a valid IP subnet"],
  [[1], "'1' is not a valid IP subnet"],
  ['x', "'x' is not a list"],
  [['10.0.0.5'], "'10.0.0.5' isn't a recognized IP subnet cidr, '10.0.0.5/32' is recommended"],
  [['10.0.0.0/8', '10.0.0.0/8'], "Duplicate items in the list: '10.0.0.0/8'"],
])('is not made with addresses %o', async (addresses, reason) => {
  expect(await error('POST', '/address-groups', { address_group: { addresses } })).toEqual([
    400,
    'HTTPBadRequest',
    `Invalid input for addresses. Reason: ${reason}.`,
  ])
})

it('refuses what is no address', async () => {
  expect(await error('PUT', `${path}/add_addresses`, { addresses: ['foo'] })).toEqual([
    400,
    'AddrFormatError',
    'invalid IPNetwork foo',
  ])
  for (const body of [{}, { addresses: 'foo' }, { addresses: null }, []]) {
    expect((await error('PUT', `${path}/remove_addresses`, body)).slice(0, 2)).toEqual([400, 'InvalidInput'])
  }
  expect(await error('PUT', path, { address_group: { addresses: [] } })).toEqual([
    400,
    'HTTPBadRequest',
    'Cannot update read-only attribute addresses',
  ])
})

it('is its project’s: others see it when it is shared, and never change it', async () => {
  const id = path.split('/')[2] ?? ''
  const hidden = [404, 'AddressGroupNotFound', `Address group ${id} could not be found.`]
  const add = { addresses: ['9.9.9.9'] }
  expect(await error('GET', path, undefined, 'member@b')).toEqual(hidden)
  expect(await error('PUT', `${path}/add_addresses`, add, 'member@b')).toEqual(hidden)
  const grant = { object_type: 'address_group', object_id: id, action: 'access_as_shared', target_tenant: 'b' }
  expect((await api.call('POST', '/rbac-policies', { rbac_policy: grant }, 'member@a')).status).toBe(201)
  expect((await api.call('GET', '/address-groups', undefined, 'member@b')).body.address_groups).toMatchObject([
    { id, name: 'office' },
  ])
  const refused = (rule: string): unknown => [403, 'PolicyNotAuthorized', `rule:${rule} is disallowed by policy`]
  expect(await error('PUT', `${path}/add_addresses`, add, 'member@b')).toEqual(hidden)
  expect(await error('DELETE', path, undefined, 'member@b')).toEqual(hidden)
  expect(await error('PUT', `${path}/add_addresses`, add, 'reader@a')).toEqual(refused('add_addresses'))
  expect((await api.call('DELETE', path, undefined, 'member@a')).status).toBe(204)
  expect((await api.call('GET', '/rbac-policies')).body.rbac_policies).toEqual([])
})
