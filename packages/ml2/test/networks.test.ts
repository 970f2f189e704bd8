import { describe, expect, it } from 'vitest'
import { adminContext, type NetworkCreate, type RequestContext } from '@netloom/core'
import { typeModule } from './support/fake-drivers.ts'
import { testCloud } from './support/test-netloom.ts'

const user = (projectId: string): RequestContext => ({ ...adminContext(projectId), roles: ['member'], isAdmin: false })

describe('networks', () => {
  it('take the first project type that has a segment left, 503 when none has', async () => {
    const { netloom, admin } = await testCloud({
      types: [typeModule('gre', 1), typeModule('vxlan', 1)],
      ml2: { projectNetworkTypes: ['gre', 'vxlan'] },
    })
    const made = [await netloom.networks.create(admin, {}), await netloom.networks.create(admin, {})]
    expect(made.map(({ segments }) => segments[0]?.networkType)).toEqual(['gre', 'vxlan'])
    const none = netloom.networks.create(admin, {})
    await expect(none).rejects.toMatchObject({ code: 'NoNetworkAvailable', status: 503 })
    await netloom.networks.delete(admin, made[0]?.id ?? '')
    expect((await netloom.networks.create(admin, {})).segments[0]?.networkType).toBe('gre')
    await netloom.close()
  })

  it('keep several segments in order, give all back, and have the smallest MTU', async () => {
    const { netloom, admin, store, items } = await testCloud({
      types: [typeModule('vxlan', 9, 1450), typeModule('vlan', 9, 1400)],
    })
    const network = await netloom.networks.create(admin, {
      segments: [{ networkType: 'vxlan' }, { networkType: 'vlan', physicalNetwork: 'p', segmentationId: 7 }],
    })
    expect(network).toMatchObject({ mtu: 1400, revisionNumber: 1, status: 'ACTIVE' })
    expect(network.segments).toMatchObject([
      { networkType: 'vxlan', segmentationId: 1, segmentIndex: 0, isDynamic: false },
      { networkType: 'vlan', segmentationId: 7, segmentIndex: 1, isDynamic: false },
    ])
    expect(await netloom.networks.get(admin, network.id)).toEqual(network)
    expect(await items(`network/${network.id}`)).toMatchObject([
      { key: 'network', body: { mtu: 1400, segments: [{ networkType: 'vxlan' }, { segmentationId: 7 }] } },
    ])
    await netloom.networks.delete(admin, network.id)
    expect(await items(`network/${network.id}`)).toEqual([])
    expect(await store.db.selectFrom('segment_allocations').selectAll().execute()).toEqual([])
    await netloom.close()
  })

  it.each<[NetworkCreate & Record<string, unknown>, RegExp, string?]>([
    [
      { provider: { networkType: 'vxlan' }, segments: [{ networkType: 'vxlan' }] },
      /cannot both be set/,
      'SegmentsSetInConjunctionWithProviders',
    ],
    [
      {
        segments: [
          { networkType: 'vxlan', segmentationId: 5 },
          { networkType: 'vxlan', segmentationId: 5 },
        ],
      },
      /Duplicate segment/,
      'SegmentsContainDuplicateEntry',
    ],
    [{ provider: { networkType: 'token-ring' } }, /network_type value 'token-ring' not supported/],
    [{ mtu: 1451 }, /MTU is too big, maximum is 1450/],
    [{ mtu: 1.5 }, /mtu = 1\.5: must be/],
    [{ name: 'x'.repeat(256) }, /name = .*at most 255/],
    [{ colour: 'blue' }, /unknown field 'colour'; known are id, projectId, name/],
    [{ id: 'mine' }, /id = "mine": must be a UUID/],
  ])('refuse %j', async (request, message, code = 'InvalidInput') => {
    const { netloom, admin, store } = await testCloud()
    const create = netloom.networks.create(admin, request)
    await expect(create).rejects.toMatchObject({
      code,
      status: 400,
      message: expect.stringMatching(message) as string,
    })
    expect(await store.db.selectFrom('segment_allocations').selectAll().execute()).toEqual([])
    await netloom.close()
  })

  it('a taken segment is a conflict, and a batch is all or nothing', async () => {
    const { netloom, admin, store } = await testCloud()
    const provider = { networkType: 'vxlan', segmentationId: 5 }
    await netloom.networks.create(admin, { provider })
    const batch = netloom.networks.createMany(admin, [{}, { provider }, {}])
    await expect(batch).rejects.toMatchObject({ code: 'TunnelIdInUse', status: 409 })
    expect(await netloom.networks.list(admin)).toHaveLength(1)
    expect(await store.db.selectFrom('segment_allocations').selectAll().execute()).toHaveLength(1)
    await netloom.close()
  })

  it('update counts revisions, tells the hosts what concerns them, keeps MTU in bounds', async () => {
    const { netloom, admin, store, items } = await testCloud()
    const network = await netloom.networks.create(admin, {})
    const head = await store.log.head()
    await netloom.networks.update(admin, network.id, { name: 'blue' })
    expect(await store.log.head()).toBe(head)
    const changed = await netloom.networks.update(admin, network.id, { mtu: 1300 })
    expect(changed).toMatchObject({ name: 'blue', mtu: 1300, revisionNumber: 3 })
    expect(await items(`network/${network.id}`)).toMatchObject([{ revision: 3, body: { mtu: 1300 } }])
    await netloom.subnets.create(admin, { networkId: network.id, cidr: '2001:db8::/64' })
    const low = netloom.networks.update(admin, network.id, { mtu: 1279 })
    await expect(low).rejects.toMatchObject({ code: 'NetworkMTUSubnetConflict', status: 409 })
    await netloom.close()
  })

  it('are seen by their project, by everybody when shared, and changed by their project alone', async () => {
    const { netloom, admin } = await testCloud()
    const [red, blue] = [user('red'), user('blue')]
    const own = await netloom.networks.create(red, { name: 'own' })
    expect(own.projectId).toBe('red')
    await expect(netloom.networks.get(blue, own.id)).rejects.toMatchObject({ code: 'NetworkNotFound', status: 404 })
    await expect(netloom.ports.create(blue, { networkId: own.id })).rejects.toMatchObject({ code: 'NetworkNotFound' })
    await netloom.networks.update(admin, own.id, { shared: true })
    expect(await netloom.networks.list(blue, { shared: true })).toMatchObject([{ id: own.id }])
    await expect(netloom.networks.update(blue, own.id, { name: 'x' })).rejects.toMatchObject({ status: 403 })
    await expect(netloom.networks.delete(blue, own.id)).rejects.toMatchObject({ status: 403 })
    await expect(netloom.networks.create(blue, { projectId: 'red' })).rejects.toMatchObject({ status: 400 })
    const port = await netloom.ports.create(blue, { networkId: own.id })
    const unshare = netloom.networks.update(red, own.id, { shared: false })
    await expect(unshare).rejects.toMatchObject({ code: 'InvalidSharedSetting', status: 409 })
    await netloom.ports.delete(blue, port.id)
    expect((await netloom.networks.update(red, own.id, { shared: false })).shared).toBe(false)
    await netloom.close()
  })

  it('cannot be deleted while ports use them; service ports and subnets go with them', async () => {
    const { netloom, admin, store } = await testCloud()
    const { id: networkId } = await netloom.networks.create(admin, {})
    await netloom.subnets.create(admin, { networkId, cidr: '10.0.0.0/24' })
    const vm = await netloom.ports.create(admin, { networkId })
    await netloom.ports.create(admin, { networkId, deviceOwner: 'network:dhcp' })
    const early = netloom.networks.delete(admin, networkId)
    await expect(early).rejects.toMatchObject({ code: 'NetworkInUse', status: 409, portIds: [vm.id] })
    await netloom.ports.delete(admin, vm.id)
    await netloom.networks.delete(admin, networkId)
    expect(await store.db.selectFrom('ip_allocations').selectAll().execute()).toEqual([])
    expect(await netloom.ports.list(admin)).toEqual([])
    await netloom.close()
  })

  it('are listed by any of their fields, and by their segments', async () => {
    const { netloom, admin } = await testCloud()
    const [a, b] = await netloom.networks.createMany(admin, [{ name: 'a' }, { name: 'b' }])
    const ids = async (filter: Parameters<typeof netloom.networks.list>[1]): Promise<readonly string[]> =>
      (await netloom.networks.list(admin, filter)).map(({ id }) => id)
    expect(await ids({ name: 'a' })).toEqual([a?.id])
    expect((await ids({ name: ['a', 'b'] })).length).toBe(2)
    expect(await ids({ segmentationId: 2, networkType: 'vxlan' })).toEqual([b?.id])
    await expect(netloom.networks.list(admin, { size: 3 })).rejects.toMatchObject({ code: 'InvalidInput' })
    await netloom.close()
  })
})
