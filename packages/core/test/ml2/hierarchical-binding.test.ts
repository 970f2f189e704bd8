import { describe, expect, it } from 'vitest'
import type { MechanismDriver } from '../../src/index.ts'
import { binds, bindsTo, create, network } from '../support/binding-drivers.ts'
import { typeModule } from '../support/fake-drivers.ts'
import { testCloud } from '../support/test-netloom.ts'

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
