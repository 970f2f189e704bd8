import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { adminContext, type Port, type PortCreate, type RequestContext, type Trunk } from '@netloom/core'
import { TEST_AGENT, switchDriver, typeModule } from './support/fake-drivers.ts'
import { testCloud, type TestCloud } from './support/test-netloom.ts'

const user = (projectId: string): RequestContext => ({ ...adminContext(projectId), roles: ['member'], isAdmin: false })
const NOBODYS = '00000000-0000-4000-8000-000000000001'

let cloud: TestCloud
let networkId: string
let parent: Port
let child: Port

beforeEach(async () => {
  cloud = await testCloud({ types: [typeModule('vxlan'), typeModule('vlan', 100, 1500)] })
  networkId = (await cloud.netloom.networks.create(cloud.admin, { projectId: 'a' })).id
  parent = await port()
  child = await port()
})
afterEach(async () => {
  await cloud.netloom.close()
})

const port = (more: Partial<PortCreate> = {}): Promise<Port> =>
  cloud.netloom.ports.create(cloud.admin, { networkId, projectId: 'a', ...more })
const again = (one: Port): Promise<Port> => cloud.netloom.ports.get(cloud.admin, one.id)
const vlan = (
  { id: portId }: Port,
  segmentationId: number,
): { portId: string; segmentationType: string; segmentationId: number } => ({
  portId,
  segmentationType: 'vlan',
  segmentationId,
})
const trunk = (...subports: readonly ReturnType<typeof vlan>[]): Promise<Trunk> =>
  cloud.netloom.trunks.create(user('a'), { portId: parent.id, subports })

describe('a trunk', () => {
  it('shows on its parent', async () => {
    const made = await trunk(vlan(child, 101))
    expect(made).toMatchObject({ projectId: 'a', portId: parent.id, status: 'DOWN', adminStateUp: true })
    expect(made.subports).toEqual([vlan(child, 101)])
    expect(await cloud.netloom.trunks.get(user('a'), made.id)).toEqual(made)
    expect(await again(parent)).toMatchObject({
      revisionNumber: parent.revisionNumber + 1,
      trunk: { trunkId: made.id, subports: [{ ...vlan(child, 101), macAddress: child.macAddress }] },
    })
    // nothing of a subport changes while its parent has no host
    expect(await again(child)).toEqual(child)
    const second = await port()
    const added = await cloud.netloom.trunks.addSubports(user('a'), made.id, [vlan(second, 100)])
    expect(added).toMatchObject({ revisionNumber: made.revisionNumber + 1, status: 'DOWN' })
    expect(await cloud.netloom.trunks.subports(user('a'), made.id)).toEqual([vlan(second, 100), vlan(child, 101)])
    expect((await again(parent)).trunk?.subports).toHaveLength(2)
    const left = await cloud.netloom.trunks.removeSubports(user('a'), made.id, [{ portId: child.id }])
    expect(left.subports).toEqual([vlan(second, 100)])
    await cloud.netloom.trunks.delete(user('a'), made.id)
    expect(await again(parent)).toMatchObject({ trunk: null, revisionNumber: parent.revisionNumber + 4 })
    expect(await again(second)).toEqual(second)
    for (const one of [parent, child, second]) await cloud.netloom.ports.delete(user('a'), one.id)
    const { db } = cloud.store
    expect(await db.selectFrom('subports').selectAll().execute()).toEqual([])
  })

  it('shows the MAC of a subport as it is now, as a new revision of the parent', async () => {
    await trunk(vlan(child, 101))
    const before = await again(parent)
    await cloud.netloom.ports.update(cloud.admin, child.id, { macAddress: 'fa:16:3e:00:00:99' })
    expect(await again(parent)).toMatchObject({
      revisionNumber: before.revisionNumber + 1,
      trunk: { subports: [{ macAddress: 'fa:16:3e:00:00:99' }] },
    })
  })

  it('takes the segment of the subport’s network when told to inherit it', async () => {
    const { networks, trunks } = cloud.netloom
    const tagged = await networks.create(cloud.admin, {
      projectId: 'a',
      mtu: 1450,
      provider: { networkType: 'vlan', physicalNetwork: 'p', segmentationId: 7 },
    })
    const onVlan = await port({ networkId: tagged.id })
    const { id } = await trunk()
    const made = await trunks.addSubports(user('a'), id, [{ portId: onVlan.id, segmentationType: 'inherit' }])
    expect(made.subports).toEqual([vlan(onVlan, 7)])
    const onVxlan = trunks.addSubports(user('a'), id, [{ portId: child.id, segmentationType: 'inherit' }])
    await expect(onVxlan).rejects.toThrow("Unknown segmentation_type 'vxlan'")
    const taken = trunks.addSubports(user('a'), id, [vlan(child, 7)])
    await expect(taken).rejects.toMatchObject({
      code: 'DuplicateSubPort',
      status: 409,
      message: `segmentation_type vlan and segmentation_id 7 already in use on trunk ${id}.`,
    })
  })

  it('is its project’s alone, counted in its quota', async () => {
    const { quotas, trunks } = cloud.netloom
    const { id } = await trunk()
    const hidden = { code: 'TrunkNotFound', status: 404 }
    await expect(trunks.get(user('b'), id)).rejects.toMatchObject(hidden)
    await expect(trunks.update(user('b'), id, { name: 'x' })).rejects.toMatchObject(hidden)
    await expect(trunks.addSubports(user('b'), id, [])).rejects.toMatchObject(hidden)
    await expect(trunks.delete(user('b'), id)).rejects.toMatchObject(hidden)
    expect(await trunks.list(user('b'))).toEqual([])
    await expect(trunks.create(user('b'), { portId: child.id })).rejects.toMatchObject({ code: 'PortNotFound' })
    await quotas.update(cloud.admin, 'a', { trunk: 1 })
    await expect(trunks.create(user('a'), { portId: child.id })).rejects.toMatchObject({ code: 'OverQuota' })
    await trunks.delete(user('a'), id)
    expect(await trunks.create(user('a'), { portId: child.id })).toMatchObject({ portId: child.id })
  })
})

describe('ports for trunks', () => {
  it('are not parents or subports twice', async () => {
    const { trunks } = cloud.netloom
    await trunk(vlan(child, 101))
    const other = await port()
    const isParent = { code: 'ParentPortInUse', status: 409 }
    const isSubport = { code: 'TrunkPortInUse', status: 409 }
    await expect(trunk()).rejects.toMatchObject(isParent)
    await expect(trunks.create(user('a'), { portId: child.id })).rejects.toMatchObject(isSubport)
    const on = (portId: string, subport: Port): Promise<Trunk> =>
      trunks.create(user('a'), { portId, subports: [vlan(subport, 5)] })
    await expect(on(other.id, parent)).rejects.toMatchObject(isParent)
    await expect(on(other.id, child)).rejects.toMatchObject(isSubport)
    await expect(on(other.id, other)).rejects.toMatchObject(isParent)
    // nothing of the refused ones is left
    expect(await again(other)).toEqual(other)
  })

  it('are free, exist, are listed once, and have a segment', async () => {
    const used = await port({ deviceId: 'vm1' })
    await expect(trunk(vlan(used, 5))).rejects.toMatchObject({ code: 'PortInUse', status: 409 })
    await expect(trunk(vlan({ ...child, id: NOBODYS }, 5))).rejects.toMatchObject({ code: 'PortNotFound', status: 404 })
    await expect(trunk(vlan(child, 5), vlan(child, 6))).rejects.toThrow(`Non unique UUID for subport: '${child.id}'`)
    const other = await port()
    await expect(trunk(vlan(child, 5), vlan(other, 5))).rejects.toMatchObject({ code: 'DuplicateSubPort' })
    for (const id of [0, 4095, -1]) {
      await expect(trunk(vlan(child, id))).rejects.toThrow(`Segmentation ID '${String(id)}' is not in range`)
    }
    await expect(trunk({ ...vlan(child, 5), segmentationType: 'qinq' })).rejects.toThrow("segmentation_type 'qinq'")
    const { trunks } = cloud.netloom
    const bare = trunks.create(user('a'), { portId: parent.id, subports: [{ portId: child.id }] })
    await expect(bare).rejects.toThrow(/Invalid subport details .* missing segmentation information/)
    const hidden = await port({ projectId: 'b' })
    await expect(trunk(vlan(hidden, 5))).rejects.toMatchObject({ code: 'PortNotFound' })
    expect(await trunks.list(cloud.admin)).toEqual([])
  })

  it('have no larger MTU than the parent', async () => {
    const wide = await cloud.netloom.networks.create(cloud.admin, {
      projectId: 'a',
      provider: { networkType: 'vlan', physicalNetwork: 'p' },
    })
    const large = await port({ networkId: wide.id })
    await expect(trunk(vlan(large, 5))).rejects.toMatchObject({
      code: 'SubPortMtuGreaterThanTrunkPortMtu',
      status: 409,
      message: `MTU 1500 of subport ${large.id} cannot be greater than MTU 1450 of trunk ${parent.id}.`,
    })
  })

  it('are neither deleted nor given to a device while they are in one', async () => {
    const { networks, ports } = cloud.netloom
    const { id } = await trunk(vlan(child, 101))
    await expect(ports.delete(user('a'), parent.id)).rejects.toMatchObject({
      code: 'PortInUseAsTrunkParent',
      status: 409,
      message: `Port ${parent.id} is currently a parent port for trunk ${id}.`,
    })
    const isSubport = {
      code: 'PortInUseAsSubPort',
      status: 409,
      message: `Port ${child.id} is currently a subport for trunk ${id}.`,
    }
    await expect(ports.delete(user('a'), child.id)).rejects.toMatchObject(isSubport)
    await expect(ports.update(user('a'), child.id, { deviceId: 'vm' })).rejects.toMatchObject(isSubport)
    expect(await ports.update(user('a'), child.id, { name: 'x', deviceId: '' })).toMatchObject({ name: 'x' })
    expect(await ports.update(user('a'), parent.id, { deviceId: 'vm' })).toMatchObject({ deviceId: 'vm' })
    // nor by way of the network, as one of the ports that go with it
    await ports.update(cloud.admin, child.id, { deviceOwner: 'network:dhcp' })
    await ports.update(cloud.admin, parent.id, { deviceOwner: 'network:dhcp' })
    await expect(networks.delete(cloud.admin, networkId)).rejects.toMatchObject({ status: 409 })
    expect(await again(child)).toMatchObject({ id: child.id })
  })
})

describe('a trunk that is put down', () => {
  it('changes in nothing but its own attributes', async () => {
    const { trunks } = cloud.netloom
    const { id } = await trunk(vlan(child, 101))
    await trunks.update(user('a'), id, { adminStateUp: false })
    const disabled = { code: 'TrunkDisabled', status: 409, message: `Trunk ${id} is currently disabled.` }
    const other = await port()
    await expect(trunks.addSubports(user('a'), id, [vlan(other, 5)])).rejects.toMatchObject(disabled)
    await expect(trunks.removeSubports(user('a'), id, [{ portId: child.id }])).rejects.toMatchObject(disabled)
    await expect(trunks.delete(user('a'), id)).rejects.toMatchObject(disabled)
    expect(await trunks.update(user('a'), id, { name: 'x', adminStateUp: true })).toMatchObject({
      name: 'x',
      subports: [vlan(child, 101)],
    })
    await expect(trunks.removeSubports(user('a'), id, [{ portId: other.id }])).rejects.toMatchObject({
      code: 'SubPortNotFound',
      status: 404,
      message: `SubPort ${other.id} on trunk ${id} could not be found.`,
    })
    await trunks.delete(user('a'), id)
  })
})

describe('subports', () => {
  it('are bound where their parent is, follow it, and are unbound when they leave', async () => {
    for (const host of ['h1', 'h2']) await cloud.hello(host)
    const { ports, trunks } = cloud.netloom
    const { id } = await trunk(vlan(child, 101))
    expect((await again(child)).binding).toMatchObject({ host: '', vifType: 'unbound' })
    const at = async (one: Port): Promise<unknown> => {
      const { binding, deviceOwner } = await again(one)
      return [binding.host, binding.vifType, deviceOwner]
    }
    await ports.update(cloud.admin, parent.id, { host: 'h1', deviceId: 'vm', deviceOwner: 'compute:nova' })
    expect(await at(child)).toEqual(['h1', 'tap', 'trunk:subport'])
    expect(await cloud.items('host/h1')).toHaveLength(2)
    const late = await port()
    await trunks.addSubports(user('a'), id, [vlan(late, 102)])
    expect(await at(late)).toEqual(['h1', 'tap', 'trunk:subport'])
    await ports.update(cloud.admin, parent.id, { host: 'h2' })
    expect([await at(child), await at(late)]).toEqual([
      ['h2', 'tap', 'trunk:subport'],
      ['h2', 'tap', 'trunk:subport'],
    ])
    expect(await cloud.items('host/h1')).toEqual([])
    await trunks.removeSubports(user('a'), id, [{ portId: late.id }])
    expect(await at(late)).toEqual(['', 'unbound', ''])
    await ports.update(cloud.admin, parent.id, { host: '' })
    expect(await at(child)).toEqual(['', 'unbound', 'trunk:subport'])
    await trunks.delete(cloud.admin, id)
    expect(await at(child)).toEqual(['', 'unbound', ''])
    expect(await cloud.items('host/h2')).toEqual([])
  })

  it('keep a bound parent in its trunk, unless its driver can trunk what it has bound', async () => {
    await cloud.hello('h1')
    const { ports, trunks } = cloud.netloom
    const bound = await ports.update(cloud.admin, child.id, { host: 'h1' })
    const refused = { code: 'ParentPortInUse', status: 409 }
    await expect(trunks.create(user('a'), { portId: bound.id })).rejects.toMatchObject(refused)
    const { id } = await trunk()
    await ports.update(cloud.admin, parent.id, { host: 'h1' })
    await expect(trunks.delete(user('a'), id)).rejects.toMatchObject({ code: 'TrunkInUse', status: 409 })
    await ports.update(cloud.admin, parent.id, { host: '' })
    await trunks.delete(user('a'), id)

    const able = await testCloud({ drivers: [switchDriver({ agentType: TEST_AGENT, trunksBoundPorts: true })] })
    await able.hello('h1')
    const network = await able.netloom.networks.create(able.admin, {})
    const vm = await able.netloom.ports.create(able.admin, { networkId: network.id, host: 'h1' })
    const made = await able.netloom.trunks.create(able.admin, { portId: vm.id })
    await able.netloom.trunks.delete(able.admin, made.id)
    await able.netloom.close()
  })
})
