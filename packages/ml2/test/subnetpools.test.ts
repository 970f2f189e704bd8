import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RequestContext, Subnetpool, SubnetpoolCreate, SubnetpoolUpdate } from '@netloom/core'
import { testCloud, type TestCloud } from './support/test-netloom.ts'

let cloud: TestCloud
beforeEach(async () => {
  cloud = await testCloud()
})
afterEach(() => cloud.netloom.close())

const member = (projectId: string): RequestContext => ({ ...cloud.admin, projectId, roles: ['member'], isAdmin: false })
const create = (request: Partial<SubnetpoolCreate> = {}, context = cloud.admin): Promise<Subnetpool> =>
  cloud.netloom.subnetpools.create(context, { name: 'pool', prefixes: ['10.0.0.0/16'], ...request })

describe('subnet pools', () => {
  it('have canonical prefixes and the usual bounds of their IP version', async () => {
    const pool = await create({ prefixes: ['10.3.0.7/24', '10.1.0.0/16', '10.0.0.0/16', '10.0.7.0/24'] })
    expect(pool).toMatchObject({
      ipVersion: 4,
      prefixes: ['10.0.0.0/15', '10.3.0.0/24'],
      minPrefixLength: 8,
      maxPrefixLength: 32,
      defaultPrefixLength: 8,
      defaultQuota: null,
      isDefault: false,
      shared: false,
      addressScopeId: null,
      tags: [],
      revisionNumber: 0,
    })
    expect(await cloud.netloom.subnetpools.get(cloud.admin, pool.id)).toEqual(pool)
    expect(await create({ prefixes: ['FD00::/48', 'fd00:0:1::/48'], maxPrefixLength: 96 })).toMatchObject({
      ipVersion: 6,
      prefixes: ['fd00::/47'],
      minPrefixLength: 64,
      maxPrefixLength: 96,
      defaultPrefixLength: 64,
    })
  })

  it.each<[Partial<SubnetpoolCreate>, string]>([
    [{ prefixes: [] }, 'EmptySubnetPoolPrefixList'],
    [{ prefixes: ['10.0.0.0/8', 'fd00::/48'] }, 'PrefixVersionMismatch'],
    [{ prefixes: ['10.0.0.0/33'] }, 'InvalidInput'],
    [{ name: '' }, 'InvalidInput'],
    [{ minPrefixLength: 33 }, 'IllegalSubnetPoolPrefixBounds'],
    [{ maxPrefixLength: 33 }, 'IllegalSubnetPoolPrefixBounds'],
    [{ minPrefixLength: 20, maxPrefixLength: 18 }, 'IllegalSubnetPoolPrefixBounds'],
    [{ defaultPrefixLength: 7 }, 'IllegalSubnetPoolPrefixBounds'],
    [{ defaultPrefixLength: 30, maxPrefixLength: 28 }, 'IllegalSubnetPoolPrefixBounds'],
    [{ defaultQuota: -1 }, 'InvalidInput'],
    [{ defaultQuota: 1.5 }, 'InvalidInput'],
  ])('refuse %j: %s', async (request, code) => {
    await expect(create(request)).rejects.toMatchObject({ code, status: 400 })
    expect(await cloud.netloom.subnetpools.list(cloud.admin)).toEqual([])
  })

  it('are made all or none', async () => {
    const requests = [
      { name: 'a', prefixes: ['10.0.0.0/16'] },
      { name: 'b', prefixes: [] },
    ]
    await expect(cloud.netloom.subnetpools.createMany(cloud.admin, requests)).rejects.toMatchObject({ status: 400 })
    expect(await cloud.netloom.subnetpools.list(cloud.admin)).toEqual([])
  })

  describe('when they change', () => {
    let pool: Subnetpool
    beforeEach(async () => {
      pool = await create({ minPrefixLength: 20, maxPrefixLength: 28, defaultPrefixLength: 24 })
    })
    const update = (change: SubnetpoolUpdate, ifRevision?: number): Promise<Subnetpool> =>
      cloud.netloom.subnetpools.update(cloud.admin, pool.id, change, ifRevision)

    it('count a revision each time', async () => {
      cloud.clock.pass(5)
      const renamed = await update({ name: 'other', description: 'text' })
      expect(renamed).toMatchObject({ name: 'other', description: 'text', revisionNumber: 1 })
      expect(renamed.updatedAt > pool.updatedAt).toBe(true)
      await expect(update({ name: 'x' }, 0)).rejects.toMatchObject({ status: 412 })
      expect(await cloud.netloom.subnetpools.get(cloud.admin, pool.id)).toEqual(renamed)
    })

    it('grow, but never lose a prefix', async () => {
      expect(await update({ prefixes: ['10.1.0.0/16', '10.0.0.0/16'] })).toMatchObject({ prefixes: ['10.0.0.0/15'] })
      for (const prefixes of [['10.0.0.0/16'], [], ['10.1.0.0/16', '10.2.0.0/16'], ['fd00::/48']]) {
        await expect(update({ prefixes })).rejects.toMatchObject({ code: 'IllegalSubnetPoolPrefixUpdate', status: 400 })
      }
      await expect(update({ prefixes: ['10.0.0.0/15', 'fd00::/48'] })).rejects.toMatchObject({
        code: 'PrefixVersionMismatch',
      })
    })

    it('keep their bounds in order', async () => {
      expect(await update({ minPrefixLength: 21, maxPrefixLength: 29 })).toMatchObject({ defaultPrefixLength: 24 })
      await expect(update({ minPrefixLength: 25 })).rejects.toMatchObject({ code: 'IllegalSubnetPoolPrefixBounds' })
    })

    it('take prefixes one by one, and give back those that no subnet uses', async () => {
      const { subnetpools, networks, subnets } = cloud.netloom
      const network = await networks.create(cloud.admin, {})
      const subnet = await subnets.create(cloud.admin, { networkId: network.id, subnetpoolId: pool.id })
      expect(subnet.cidr).toBe('10.0.0.0/24')
      expect(await subnetpools.addPrefixes(cloud.admin, pool.id, ['10.2.0.0/16', '10.1.0.0/16'])).toEqual([
        '10.0.0.0/15',
        '10.2.0.0/16',
      ])
      await expect(subnetpools.addPrefixes(cloud.admin, pool.id, ['x'])).rejects.toMatchObject({
        code: 'AddrFormatError',
        status: 400,
      })
      await expect(subnetpools.addPrefixes(cloud.admin, pool.id, ['fd00::/64'])).rejects.toMatchObject({
        code: 'PrefixVersionMismatch',
      })
      expect((await subnetpools.get(cloud.admin, pool.id)).revisionNumber).toBe(1)
      const remove = (...prefixes: string[]): Promise<readonly string[]> =>
        subnetpools.removePrefixes(cloud.admin, pool.id, prefixes)
      for (const used of ['10.0.0.0/16', '10.0.0.128/25', '0.0.0.0/0']) {
        await expect(remove(used)).rejects.toMatchObject({ code: 'IllegalSubnetPoolPrefixUpdate', status: 400 })
      }
      const left = await remove('10.0.128.0/17', '10.1.0.0/16', '192.168.0.0/16')
      expect(left).toEqual(['10.0.0.0/17', '10.2.0.0/16'])
      expect(await remove('172.16.0.0/12', 'fd00::/64')).toEqual(left)
      expect(await subnetpools.get(cloud.admin, pool.id)).toMatchObject({ prefixes: left, revisionNumber: 2 })
    })

    it('go only when no subnet came out of them', async () => {
      const { subnetpools, networks, subnets } = cloud.netloom
      const network = await networks.create(cloud.admin, {})
      const subnet = await subnets.create(cloud.admin, { networkId: network.id, subnetpoolId: pool.id })
      await expect(subnetpools.delete(cloud.admin, pool.id)).rejects.toMatchObject({
        code: 'SubnetPoolDeleteError',
        status: 400,
      })
      await subnets.delete(cloud.admin, subnet.id)
      await expect(subnetpools.delete(cloud.admin, pool.id, 7)).rejects.toMatchObject({ status: 412 })
      await subnetpools.delete(cloud.admin, pool.id)
      await expect(subnetpools.get(cloud.admin, pool.id)).rejects.toMatchObject({ code: 'SubnetPoolNotFound' })
    })
  })

  it('are the default of one IP version at most', async () => {
    const { subnetpools } = cloud.netloom
    const first = await create({ isDefault: true })
    const problem = { code: 'InvalidInput', status: 400 }
    await expect(create({ isDefault: true, prefixes: ['10.9.0.0/16'] })).rejects.toMatchObject(problem)
    const other = await create({ prefixes: ['10.9.0.0/16'] })
    await expect(subnetpools.update(cloud.admin, other.id, { isDefault: true })).rejects.toMatchObject(problem)
    expect(await create({ isDefault: true, prefixes: ['fd00::/48'] })).toMatchObject({ isDefault: true })
    await subnetpools.update(cloud.admin, first.id, { isDefault: false })
    expect(await subnetpools.update(cloud.admin, other.id, { isDefault: true })).toMatchObject({ isDefault: true })
  })

  it('belong to their project; others see shared ones and change none', async () => {
    const { subnetpools } = cloud.netloom
    const [a, b] = [member('a'), member('b')]
    const own = await create({}, a)
    const shared = await create({ shared: true, name: 'shared' })
    expect(own.projectId).toBe('a')
    expect(await subnetpools.list(b)).toEqual([shared])
    expect(await subnetpools.list(b, { shared: false })).toEqual([])
    expect((await subnetpools.list(a)).map(({ id }) => id).sort()).toEqual([own.id, shared.id].sort())
    const notFound = { code: 'SubnetPoolNotFound', status: 404 }
    await expect(subnetpools.get(b, own.id)).rejects.toMatchObject(notFound)
    await expect(subnetpools.update(b, own.id, { name: 'x' })).rejects.toMatchObject(notFound)
    await expect(subnetpools.delete(b, own.id)).rejects.toMatchObject(notFound)
    await expect(subnetpools.update(b, shared.id, { name: 'x' })).rejects.toMatchObject({ status: 403 })
    await expect(subnetpools.addPrefixes(b, shared.id, ['10.9.0.0/16'])).rejects.toMatchObject({ status: 403 })
    await expect(subnetpools.delete(b, shared.id)).rejects.toMatchObject({ status: 403 })
    await expect(create({ projectId: 'a' }, b)).rejects.toMatchObject({ code: 'InvalidInput' })
    // one project of its own
    await cloud.netloom.rbacPolicies.create(a, {
      objectType: 'subnetpool',
      objectId: own.id,
      action: 'access_as_shared',
      targetProject: 'b',
    })
    expect(await subnetpools.get(b, own.id)).toMatchObject({ shared: true })
    expect(await subnetpools.get(a, own.id)).toMatchObject({ shared: false })
    expect(await subnetpools.list(member('c'))).toEqual([shared])
  })

  it('adopt the subnets of a network', async () => {
    const { subnetpools, networks, subnets } = cloud.netloom
    const pool = await create()
    const network = await networks.create(cloud.admin, {})
    const networkId = network.id
    const first = await subnets.create(cloud.admin, { networkId, cidr: '192.168.0.0/24' })
    const second = await subnets.create(cloud.admin, { networkId, cidr: '192.168.1.0/24' })
    const v6 = await subnets.create(cloud.admin, { networkId, cidr: 'fd00::/64' })
    const before = await networks.get(cloud.admin, networkId)
    const adopted = await subnetpools.onboard(cloud.admin, pool.id, networkId)
    expect([...adopted].sort((x, y) => (x.cidr < y.cidr ? -1 : 1))).toEqual([
      { id: first.id, cidr: first.cidr },
      { id: second.id, cidr: second.cidr },
    ])
    expect((await subnetpools.get(cloud.admin, pool.id)).prefixes).toEqual(['10.0.0.0/16', '192.168.0.0/23'])
    expect(await subnets.get(cloud.admin, first.id)).toMatchObject({
      subnetpoolId: pool.id,
      revisionNumber: first.revisionNumber + 1,
    })
    expect(await subnets.get(cloud.admin, v6.id)).toEqual(v6)
    expect((await networks.get(cloud.admin, networkId)).revisionNumber).toBe(before.revisionNumber + 1)
    await expect(subnetpools.onboard(cloud.admin, pool.id, networkId)).rejects.toMatchObject({
      code: 'IllegalSubnetPoolUpdate',
      status: 400,
    })
    await expect(subnetpools.onboard(cloud.admin, pool.id, v6.id)).rejects.toMatchObject({ code: 'NetworkNotFound' })
    // a pool of mine does not get the subnets of a network that I may merely use
    const mine = await create({}, member('b'))
    await networks.update(cloud.admin, networkId, { shared: true })
    await expect(subnetpools.onboard(member('b'), mine.id, networkId)).rejects.toMatchObject({ status: 403 })
  })
})
