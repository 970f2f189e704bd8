import { afterEach, describe, expect, it } from 'vitest'
import { answering, tables } from './support/answering-type-driver.ts'
import { bindsTo, create, network } from './support/binding-drivers.ts'
import { typeModule } from './support/fake-drivers.ts'
import { testCloud, type TestCloud } from './support/test-netloom.ts'

let cloud: TestCloud | undefined
afterEach(() => cloud?.netloom.close())

const segment = { networkType: 'vxlan', physicalNetwork: null, segmentationId: 7 }

describe('one segment, one network', () => {
  it.each([
    [segment, 'TunnelIdInUse', 'The tunnel ID 7 is in use'],
    [{ ...segment, physicalNetwork: 'physnet1' }, 'VlanIdInUse', 'The VLAN 7 on physical network physnet1 is in use'],
    [
      { ...segment, physicalNetwork: 'physnet1', segmentationId: null },
      'FlatNetworkInUse',
      'Physical network physnet1 is in use',
    ],
  ])('a driver that hands out %j twice: 409 %s for the second network', async (answer, code, message) => {
    cloud = await testCloud({ types: [answering({ allocate: answer, reserve: answer })] })
    const { netloom, admin, store } = cloud
    const first = await netloom.networks.create(admin, {})
    const before = await tables(cloud)
    await expect(netloom.networks.create(admin, {})).rejects.toMatchObject({
      code,
      status: 409,
      message: expect.stringContaining(message) as string,
    })
    await expect(netloom.segments.create(admin, { networkId: first.id, networkType: 'vxlan' })).rejects.toMatchObject({
      code,
    })
    expect(await tables(cloud)).toEqual(before)
    expect(await store.db.selectFrom('segments').selectAll().execute()).toHaveLength(1)
    const line = 'error type driver handed out a segment that a network has already'
    expect(cloud.logger.lines).toEqual([line, line])
    // Twice in one request is no better.
    await netloom.networks.delete(admin, first.id)
    await expect(netloom.networks.createMany(admin, [{}, {}])).rejects.toMatchObject({ code })
    expect(await netloom.networks.list(admin)).toEqual([])
  })

  it('segments with neither id nor physical network are as many as there are networks', async () => {
    const answer = { networkType: 'vxlan', physicalNetwork: null, segmentationId: null }
    cloud = await testCloud({ types: [answering({ allocate: answer })] })
    await cloud.netloom.networks.createMany(cloud.admin, [{}, {}, {}])
    expect(await cloud.netloom.networks.list(cloud.admin)).toHaveLength(3)
  })

  it('holds for dynamic segments, too: the binding fails, and the other network keeps its segment', async () => {
    const wanted = { networkType: 'vlan', physicalNetwork: 'rack1' }
    const top = bindsTo('tor', ({ segmentsToBind: [one] }) =>
      one?.networkType === 'vxlan' ? { type: 'continue', segmentId: one.id, next: [wanted] } : undefined,
    )
    const bottom = bindsTo('leaf', ({ segmentsToBind: [one] }) =>
      one?.networkType === 'vlan' ? { type: 'bound', segmentId: one.id, vifType: 'ovs', vifDetails: {} } : undefined,
    )
    const types = [typeModule('vxlan'), answering({ reserve: { ...wanted, segmentationId: 5 } }, 'vlan')]
    cloud = await testCloud({ types, drivers: [top, bottom] })
    const [one, two] = [await network(cloud), await network(cloud)]
    expect((await create(cloud, one)).binding.vifType).toBe('ovs')
    expect((await create(cloud, two)).binding.vifType).toBe('binding_failed')
    const vlans = await cloud.netloom.segments.list(cloud.admin, { networkType: 'vlan' })
    expect(vlans).toMatchObject([{ networkId: one.id, segmentationId: 5 }])
  })
})
