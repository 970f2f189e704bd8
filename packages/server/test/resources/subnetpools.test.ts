import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startApi, type Answer, type Api } from '../support/start-api.ts'

let api: Api
beforeEach(async () => {
  api = await startApi()
})
afterEach(() => api.close())

const create = (attributes: object, who?: 'member@a' | 'reader@a'): Promise<Answer> =>
  api.call('POST', '/subnetpools', { subnetpool: { name: 'pool', prefixes: ['10.0.0.0/16'], ...attributes } }, who)
const problem = ({ status, body }: Answer): readonly unknown[] => [
  status,
  body.NeutronError.type,
  body.NeutronError.message,
]

describe('/v2.0/subnetpools', () => {
  it('shows what Neutron shows, in its order', async () => {
    const { status, body } = await create({ prefixes: ['10.1.0.0/16', '10.0.0.0/16'], default_prefixlen: '26' })
    expect(status).toBe(201)
    expect(Object.keys(body.subnetpool)).toEqual([
      'id',
      'name',
      'tenant_id',
      'default_prefixlen',
      'min_prefixlen',
      'max_prefixlen',
      'is_default',
      'shared',
      'prefixes',
      'ip_version',
      'default_quota',
      'address_scope_id',
      'description',
      'tags',
      'created_at',
      'updated_at',
      'revision_number',
      'project_id',
    ])
    expect(body.subnetpool).toMatchObject({
      default_prefixlen: '26',
      min_prefixlen: '8',
      max_prefixlen: '32',
      prefixes: ['10.0.0.0/15'],
      ip_version: 4,
      default_quota: null,
      project_id: 'admin',
    })
    expect((await api.call('GET', `/subnetpools/${String(body.subnetpool.id)}`)).body).toEqual(body)
  })

  it.each([
    [{ prefixes: '10.0.0.0/8' }, 'HTTPBadRequest', "Invalid input for prefixes. Reason: '10.0.0.0/8' is not a list."],
    [{ prefixes: null }, 'HTTPBadRequest', "Invalid input for prefixes. Reason: 'None' is not a list."],
    [{ prefixes: [] }, 'EmptySubnetPoolPrefixList', 'Empty subnet pool prefix list.'],
    [{ prefixes: ['x'] }, 'HTTPBadRequest', "Invalid input for prefixes. Reason: 'x' is not a valid IP subnet."],
    [
      { prefixes: ['10.0.0.0'] },
      'HTTPBadRequest',
      "Invalid input for prefixes. Reason: '10.0.0.0' isn't a recognized IP subnet cidr, '10.0.0.0/32' is recommended.",
    ],
    [
      { prefixes: ['10.0.0.0/8', '10.0.0.0/8'] },
      'HTTPBadRequest',
      "Invalid input for prefixes. Reason: Duplicate items in the list: '10.0.0.0/8'.",
    ],
    [
      { prefixes: ['10.0.0.0/8', 'fd00::/48'] },
      'PrefixVersionMismatch',
      'Cannot mix IPv4 and IPv6 prefixes in a subnet pool.',
    ],
    [{ name: ' ' }, 'HTTPBadRequest', "Invalid input for name. Reason: ' ' Blank strings are not permitted."],
    [
      { min_prefixlen: 33 },
      'IllegalSubnetPoolPrefixBounds',
      'Illegal prefix bounds: min_prefixlen=33, max_prefixlen=32.',
    ],
    [
      { default_prefixlen: 4 },
      'IllegalSubnetPoolPrefixBounds',
      'Illegal prefix bounds: default_prefixlen=4, min_prefixlen=8.',
    ],
    [{ min_prefixlen: -1 }, 'HTTPBadRequest', "Invalid input for min_prefixlen. Reason: '-1' should be non-negative."],
    [{ default_quota: null }, 'InvalidInput', "Invalid input for operation: 'None' is not an integer."],
    [{ ip_version: 4 }, 'HTTPBadRequest', "Attribute 'ip_version' not allowed in POST"],
    [{ address_scope_id: '' }, 'HTTPBadRequest', "Invalid input for address_scope_id. Reason: '' is not a valid UUID."],
  ])('refuses %j', async (attributes, type, message) => {
    expect(problem(await create(attributes))).toEqual([400, type, message])
  })

  it('lets administrators alone share pools and make them the default', async () => {
    expect((await create({}, 'member@a')).status).toBe(201)
    for (const attributes of [{ shared: true }, { is_default: true }]) {
      expect((await create(attributes, 'member@a')).status).toBe(403)
    }
    expect((await create({}, 'reader@a')).status).toBe(403)
    expect((await api.call('GET', '/subnetpools', undefined, 'reader@a')).body.subnetpools).toHaveLength(1)
    expect((await api.call('GET', '/subnetpools', undefined, 'member@b')).body.subnetpools).toEqual([])
    const shared = (await create({ shared: true })).body.subnetpool
    expect((await api.call('GET', `/subnetpools/${String(shared.id)}`, undefined, 'reader@b')).body.subnetpool.id).toBe(
      shared.id,
    )
    const change = { subnetpool: { name: 'mine' } }
    expect((await api.call('PUT', `/subnetpools/${String(shared.id)}`, change, 'member@b')).status).toBe(403)
    const cannot = await api.call('PUT', `/subnetpools/${String(shared.id)}`, { subnetpool: { shared: false } })
    expect(problem(cannot)).toEqual([400, 'HTTPBadRequest', 'Cannot update read-only attribute shared'])
  })

  it('filters, sorts, pages and picks fields', async () => {
    await create({ name: 'a', default_prefixlen: 24 })
    await create({ name: 'b', prefixes: ['fd00::/48'], is_default: true })
    await create({ name: 'c', prefixes: ['10.7.0.0/16'], default_quota: 5 })
    const names = async (query: string): Promise<readonly string[]> =>
      (await api.call('GET', `/subnetpools?fields=name&${query}`)).body.subnetpools.map(
        ({ name }: { name: string }) => name,
      )
    expect(await names('ip_version=6')).toEqual(['b'])
    expect(await names('ip_version=x')).toEqual([])
    expect(await names('is_default=True')).toEqual(['b'])
    expect(await names('default_prefixlen=24')).toEqual(['a'])
    expect(await names('default_quota=5')).toEqual(['c'])
    expect(await names('shared=False&sort_key=name&sort_dir=desc')).toEqual(['c', 'b', 'a'])
    expect(await names('sort_key=ip_version&sort_dir=desc&sort_key=name&sort_dir=desc')).toEqual(['b', 'c', 'a'])
    const { body } = await api.call('GET', '/subnetpools?limit=2&sort_key=name&sort_dir=asc')
    expect(body.subnetpools.map(({ name }: { name: string }) => name)).toEqual(['a', 'b'])
    const next = new URL(body.subnetpools_links[0].href)
    const rest = await api.call('GET', `/subnetpools${next.search}`)
    expect(rest.body.subnetpools.map(({ name }: { name: string }) => name)).toEqual(['c'])
    expect(problem(await api.call('GET', '/subnetpools?prefixes=x')).slice(0, 2)).toEqual([400, 'HTTPBadRequest'])
  })

  it('obeys If-Match and keeps tags', async () => {
    const { id } = (await create({})).body.subnetpool
    const update = (revision: number): Promise<Answer> =>
      api.call('PUT', `/subnetpools/${String(id)}`, { subnetpool: { name: 'x' } }, 'admin@admin', {
        'if-match': `revision_number=${String(revision)}`,
      })
    expect((await update(7)).status).toBe(412)
    expect((await update(0)).body.subnetpool.revision_number).toBe(1)
    expect((await api.call('PUT', `/subnetpools/${String(id)}/tags/red`)).status).toBe(201)
    expect((await api.call('GET', '/subnetpools?tags=red')).body.subnetpools).toMatchObject([{ id, tags: ['red'] }])
    expect((await api.call('GET', '/subnetpools?not-tags=red')).body.subnetpools).toEqual([])
  })

  it('adds and removes prefixes', async () => {
    const { id } = (await create({}, 'member@a')).body.subnetpool
    const act = (
      action: string,
      body: unknown,
      who: 'member@a' | 'member@b' | 'reader@a' = 'member@a',
    ): Promise<Answer> => api.call('PUT', `/subnetpools/${String(id)}/${action}`, body, who)
    expect((await act('add_prefixes', { prefixes: ['10.2.0.0/16', '10.1.0.0/16'] })).body).toEqual({
      prefixes: ['10.0.0.0/15', '10.2.0.0/16'],
    })
    expect((await act('remove_prefixes', { prefixes: ['10.1.0.0/16'] })).body).toEqual({
      prefixes: ['10.0.0.0/16', '10.2.0.0/16'],
    })
    for (const body of [{}, [], { prefixes: [] }, { prefixes: 'x' }, { subnetpool: { prefixes: ['10.9.0.0/16'] } }]) {
      expect(problem(await act('add_prefixes', body))).toEqual([
        400,
        'HTTPBadRequest',
        'Request body contains invalid data',
      ])
    }
    expect(problem(await act('remove_prefixes', { prefixes: ['x'] }))).toEqual([
      400,
      'AddrFormatError',
      'invalid IPNetwork x',
    ])
    expect(problem(await act('add_prefixes', { prefixes: ['10.9.0.0/16'] }, 'member@b')).slice(0, 2)).toEqual([
      404,
      'SubnetPoolNotFound',
    ])
    expect((await act('add_prefixes', { prefixes: ['10.9.0.0/16'] }, 'reader@a')).status).toBe(403)
  })

  it('adopts the subnets of a network', async () => {
    const pool = (await create({})).body.subnetpool
    const network = (await api.call('POST', '/networks', { network: {} })).body.network
    const subnet = (
      await api.call('POST', '/subnets', { subnet: { network_id: network.id, ip_version: 4, cidr: '192.168.0.0/24' } })
    ).body.subnet
    const onboard = (body: unknown): Promise<Answer> =>
      api.call('PUT', `/subnetpools/${String(pool.id)}/onboard_network_subnets`, body)
    expect(problem(await onboard({}))).toEqual([
      400,
      'InvalidInput',
      'Invalid input for operation: network_id must be specified..',
    ])
    expect(problem(await onboard({ network_id: 'x' }))).toEqual([
      404,
      'NetworkNotFound',
      'Network x could not be found.',
    ])
    expect((await onboard({ network_id: network.id })).body).toEqual([{ id: subnet.id, cidr: '192.168.0.0/24' }])
    expect((await api.call('GET', `/subnets/${String(subnet.id)}`)).body.subnet.subnetpool_id).toBe(pool.id)
    expect(problem(await api.call('DELETE', `/subnetpools/${String(pool.id)}`))).toEqual([
      400,
      'SubnetPoolDeleteError',
      'Unable to delete subnet pool: Subnet pool has existing allocations.',
    ])
  })
})

describe('/v2.0/subnets out of pools', () => {
  it('take prefixes by length, by name and from the default pool', async () => {
    const pool = (await create({ default_prefixlen: 24, is_default: true })).body.subnetpool
    const network = (await api.call('POST', '/networks', { network: {} })).body.network
    const subnet = (attributes: object): Promise<Answer> =>
      api.call('POST', '/subnets', { subnet: { network_id: network.id, ip_version: 4, ...attributes } })
    const { body } = await subnet({ subnetpool_id: pool.id })
    expect(body.subnet).toMatchObject({ cidr: '10.0.0.0/24', subnetpool_id: pool.id, gateway_ip: '10.0.0.1' })
    expect(body.subnet).not.toHaveProperty('prefixlen')
    expect(body.subnet).not.toHaveProperty('use_default_subnetpool')
    expect((await subnet({ subnetpool_id: pool.id, prefixlen: '26' })).body.subnet.cidr).toBe('10.0.1.0/26')
    expect((await subnet({ use_default_subnetpool: 'true', cidr: '10.0.9.0/24' })).body.subnet.subnetpool_id).toBe(
      pool.id,
    )
    expect(problem(await subnet({ cidr: '192.168.0.0/24' }))).toEqual([
      400,
      'NetworkSubnetPoolAffinityError',
      'Subnets hosted on the same network must be allocated from the same subnet pool.',
    ])
    expect(problem(await subnet({ cidr: '10.0.9.0/25', subnetpool_id: pool.id }))).toEqual([
      409,
      'SubnetAllocationError',
      'Failed to allocate subnet: Cannot allocate requested subnet from the available set of prefixes.',
    ])
    expect(problem(await subnet({ prefixlen: 7, subnetpool_id: pool.id }))).toEqual([
      400,
      'MinPrefixSubnetAllocationError',
      'Unable to allocate subnet with prefix length 7, minimum allowed prefix is 8.',
    ])
    expect(problem(await subnet({}))).toEqual([
      400,
      'BadRequest',
      'Bad subnets request: a subnetpool must be specified in the absence of a cidr.',
    ])
    expect(problem(await subnet({ prefixlen: -1 }))).toEqual([
      400,
      'HTTPBadRequest',
      "Invalid input for prefixlen. Reason: '-1' should be non-negative.",
    ])
    const found = await api.call('GET', `/subnets?subnetpool_id=${String(pool.id)}&fields=cidr`)
    expect(found.body.subnets).toHaveLength(3)
  })

  it.each([
    [['foo'], 'InvalidSubnetServiceType', 'Subnet service type foo does not correspond to a valid device owner.'],
    [[5], 'InvalidInputSubnetServiceType', 'Subnet service type 5 is not a string.'],
    ['network:x', 'HTTPBadRequest', 'Subnet service types must be a list.'],
  ])('refuse the service types %j', async (service_types, type, message) => {
    const network = (await api.call('POST', '/networks', { network: {} })).body.network
    const answer = await api.call('POST', '/subnets', {
      subnet: { network_id: network.id, ip_version: 4, cidr: '10.0.0.0/24', service_types },
    })
    expect(problem(answer)).toEqual([400, type, message])
  })
})
