import { describe, expect, it } from 'vitest'
import type { MechanismDriver, Network } from '@netloom/core'
import { binds, bindsTo, create, network } from './support/binding-drivers.ts'
import { typeModule } from './support/fake-drivers.ts'
import { testCloud, type TestCloud } from './support/test-netloom.ts'

describe('hierarchical binding', () => {
  const top = bindsTo('tor', ({ segmentsToBind }) => {
    const vxlan = segmentsToBind.find(({ networkType }) => networkType === 'vxlan')
    return vxlan && { type: 'continue', segmentId: vxlan.id, next: [{ networkType: 'vlan', physicalNetwork: 'rack1' }] }
  })
  const bottom = bindsTo('leaf', ({ segmentsToBind }) => {
    const vlan = segmentsToBind.find(({ networkType }) => networkType === 'vlan')
    return vlan && { type: 'bound', segmentId: vlan.id, vifType: 'ovs', vifDetails: {} }
  })
  const types = [typeModule('vxlan'), typeModule('vlan')]

  it('takes a dynamic segment for the next level, once per network, and gives it back with the network', async () => {
    const cloud = await testCloud({ types, drivers: [top, bottom] })
    const net = await network(cloud)
    const port = await create(cloud, net)
    const { segments } = await cloud.netloom.networks.get(cloud.admin, net.id)
    const [vxlan, vlan] = segments
    expect(vlan).toMatchObject({ networkType: 'vlan', physicalNetwork: 'rack1', isDynamic: true, segmentIndex: 1 })
    expect(port.binding.levels).toEqual([
      { level: 0, driver: 'tor', segmentId: vxlan?.id },
      { level: 1, driver: 'leaf', segmentId: vlan?.id },
    ])
    expect(await cloud.items('host/h1')).toMatchObject([{ body: { segmentId: vlan?.id } }])
    expect(await cloud.items(`network/${net.id}`)).toMatchObject([
      { body: { segments: [{}, { networkType: 'vlan' }] } },
    ])
    await create(cloud, net)
    expect((await cloud.netloom.networks.get(cloud.admin, net.id)).segments).toHaveLength(2)
    for (const { id } of await cloud.netloom.ports.list(cloud.admin)) await cloud.netloom.ports.delete(cloud.admin, id)
    await cloud.netloom.networks.delete(cloud.admin, net.id)
    expect(await cloud.store.db.selectFrom('segment_allocations').selectAll().execute()).toEqual([])
    await cloud.netloom.close()
  })

  it('gives the dynamic segment back at once when nobody binds it, and tries the next driver', async () => {
    const cloud = await testCloud({ types, drivers: [top, binds('flat-hearted')] })
    const net = await network(cloud)
    const refusing = await testCloud({ types, drivers: [top] })
    const port = await create(cloud, net)
    expect(port.binding.levels.map(({ driver }) => driver)).toEqual(['tor', 'flat-hearted'])
    const other = await network(refusing)
    expect((await create(refusing, other)).binding.vifType).toBe('binding_failed')
    expect((await refusing.netloom.networks.get(refusing.admin, other.id)).segments).toHaveLength(1)
    expect(await refusing.store.db.selectFrom('segment_allocations').selectAll().execute()).toHaveLength(1)
    await cloud.netloom.close()
    await refusing.netloom.close()
  })

  const segmentsOf = async (cloud: TestCloud, { id }: Network): Promise<readonly string[]> =>
    (await cloud.netloom.networks.get(cloud.admin, id)).segments.map(({ networkType }) => networkType)

  it('gives the dynamic segment back when the last port that is bound to it leaves, by delete or by unbinding', async () => {
    const cloud = await testCloud({ types, drivers: [top, bottom] })
    const { netloom, admin } = cloud
    const net = await network(cloud)
    const [first, second] = [await create(cloud, net), await create(cloud, net)]
    await netloom.ports.delete(admin, first.id)
    expect(await segmentsOf(cloud, net)).toEqual(['vxlan', 'vlan'])
    await netloom.ports.update(admin, second.id, { host: '' })
    expect(await segmentsOf(cloud, net)).toEqual(['vxlan'])
    expect(await cloud.items(`network/${net.id}`)).toMatchObject([{ body: { segments: [{ networkType: 'vxlan' }] } }])
    expect(await cloud.store.db.selectFrom('segment_allocations').selectAll().execute()).toHaveLength(1)
    await netloom.ports.update(admin, second.id, { host: 'h2' })
    expect(await segmentsOf(cloud, net)).toEqual(['vxlan', 'vlan'])
    await netloom.ports.delete(admin, second.id)
    await netloom.networks.delete(admin, net.id)
    expect(await cloud.store.db.selectFrom('segment_allocations').selectAll().execute()).toEqual([])
    expect(await cloud.items(`network/${net.id}`)).toEqual([])
    await netloom.close()
  })

  it('lowers the MTU of the network to what its lower segment carries, and tells hosts and drivers', async () => {
    const heard: unknown[] = []
    const listening: MechanismDriver = {
      name: 'listener',
      updateNetworkPrecommit: ({ original, current }) => {
        heard.push([original?.mtu, current.mtu])
        return Promise.resolve()
      },
    }
    const narrow = [typeModule('vxlan'), typeModule('vlan', 100, 1400)]
    const cloud = await testCloud({ types: narrow, drivers: [top, bottom, listening] })
    const net = await network(cloud)
    expect(net.mtu).toBe(1450)
    const port = await create(cloud, net)
    expect(port.binding.levels).toHaveLength(2)
    expect(await cloud.netloom.networks.get(cloud.admin, net.id)).toMatchObject({ mtu: 1400 })
    expect(await cloud.items(`network/${net.id}`)).toMatchObject([{ body: { mtu: 1400 } }])
    expect(heard).toEqual([[1450, 1400]])
    await expect(cloud.netloom.networks.update(cloud.admin, net.id, { mtu: 1450 })).rejects.toThrow('maximum is 1400')
    await cloud.netloom.close()
  })

  it('does not bind through a lower segment that is too narrow for a subnet of the network', async () => {
    const cloud = await testCloud({
      types: [typeModule('vxlan'), typeModule('vlan', 100, 1000)],
      drivers: [top, bottom],
    })
    const net = await network(cloud)
    const subnet = { networkId: net.id, ipVersion: 6 as const, cidr: '2001:db8::/64' }
    await cloud.netloom.subnets.create(cloud.admin, subnet)
    expect((await create(cloud, net)).binding.vifType).toBe('binding_failed')
    expect(await cloud.netloom.networks.get(cloud.admin, net.id)).toMatchObject({ mtu: 1450, segments: [{}] })
    await cloud.netloom.close()
  })

  it('is decided anew when the dynamic segment went between decision and commit', async () => {
    let interrupt = (): Promise<unknown> => Promise.resolve()
    let isArmed = false
    const arming = bindsTo('leaf', (context) => {
      isArmed = true
      return bottom.bindPort?.(context)
    })
    const cloud = await testCloud({ types, drivers: [top, arming] })
    const { transaction } = cloud.store
    cloud.store.transaction = async (work) => {
      if (isArmed) {
        isArmed = false
        await interrupt()
      }
      return transaction.call(cloud.store, work) as ReturnType<typeof work>
    }
    const net = await network(cloud)
    const first = await create(cloud, net)
    interrupt = () => {
      interrupt = () => Promise.resolve()
      return cloud.netloom.ports.delete(cloud.admin, first.id)
    }
    const second = await create(cloud, net)
    const { segments } = await cloud.netloom.networks.get(cloud.admin, net.id)
    expect(second.binding.levels.map(({ segmentId }) => segmentId)).toEqual(segments.map(({ id }) => id))
    expect(second.binding.levels[1]?.segmentId).not.toBe(first.binding.levels[1]?.segmentId)
    await cloud.netloom.close()
  })

  it('stops at ten levels', async () => {
    let physnet = 0
    const endless = (name: string): MechanismDriver =>
      bindsTo(
        name,
        ({ segmentsToBind: [segment] }) =>
          segment && {
            type: 'continue',
            segmentId: segment.id,
            next: [{ networkType: 'vlan', physicalNetwork: `p${String(physnet++)}` }],
          },
      )
    const cloud = await testCloud({ types: [typeModule('vxlan'), typeModule('vlan', 1000)], drivers: [endless('a')] })
    expect((await create(cloud, await network(cloud))).binding.vifType).toBe('binding_failed')
    expect(physnet).toBe(10)
    expect(cloud.logger.lines).toContain('error binding of the port reached the depth limit')
    await cloud.netloom.close()
  })
})
