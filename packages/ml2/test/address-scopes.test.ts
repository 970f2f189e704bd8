import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AddressScope, AddressScopeCreate, RequestContext, Subnetpool } from '@netloom/core'
import { testCloud, type TestCloud } from './support/test-netloom.ts'

let cloud: TestCloud
beforeEach(async () => {
  cloud = await testCloud()
})
afterEach(() => cloud.netloom.close())

const member = (projectId: string): RequestContext => ({ ...cloud.admin, projectId, roles: ['member'], isAdmin: false })
const create = (request: Partial<AddressScopeCreate> = {}, context = cloud.admin): Promise<AddressScope> =>
  cloud.netloom.addressScopes.create(context, { ipVersion: 4, ...request })
const pool = (
  addressScopeId: string | null,
  prefix: string,
  context: RequestContext = cloud.admin,
): Promise<Subnetpool> =>
  cloud.netloom.subnetpools.create(context, {
    name: 'pool',
    prefixes: [prefix],
    addressScopeId,
    ...(prefix.startsWith('10.') && { defaultPrefixLength: 24 }),
  })

describe('address scopes', () => {
  it('are made, renamed, shared and removed', async () => {
    const { addressScopes } = cloud.netloom
    const scope = await create({ name: 'blue' })
    expect(scope).toMatchObject({ name: 'blue', ipVersion: 4, shared: false, projectId: 'p1', revisionNumber: 0 })
    expect(await addressScopes.update(cloud.admin, scope.id, { name: 'red' })).toMatchObject({
      name: 'red',
      revisionNumber: 1,
    })
    expect(await addressScopes.list(cloud.admin, { ipVersion: 6 })).toEqual([])
    expect(await addressScopes.list(cloud.admin, { name: 'red' })).toHaveLength(1)
    await expect(addressScopes.update(cloud.admin, scope.id, { name: 'x' }, 0)).rejects.toMatchObject({ status: 412 })
    await addressScopes.delete(cloud.admin, scope.id)
    const gone = { code: 'AddressScopeNotFound', status: 404 }
    await expect(addressScopes.get(cloud.admin, scope.id)).rejects.toMatchObject(gone)
    await expect(addressScopes.delete(cloud.admin, scope.id)).rejects.toMatchObject(gone)
  })

  it('stay shared once they are', async () => {
    const { addressScopes } = cloud.netloom
    const scope = await create()
    await expect(addressScopes.get(member('b'), scope.id)).rejects.toMatchObject({ code: 'AddressScopeNotFound' })
    await addressScopes.update(cloud.admin, scope.id, { shared: true })
    expect(await addressScopes.get(member('b'), scope.id)).toMatchObject({ shared: true })
    expect(await addressScopes.list(member('b'), { shared: true })).toHaveLength(1)
    await expect(addressScopes.update(cloud.admin, scope.id, { shared: false })).rejects.toMatchObject({
      code: 'AddressScopeUpdateError',
      status: 400,
    })
    await expect(addressScopes.update(member('b'), scope.id, { name: 'x' })).rejects.toMatchObject({ status: 403 })
    await expect(addressScopes.delete(member('b'), scope.id)).rejects.toMatchObject({ status: 403 })
  })

  it('hold no address twice', async () => {
    const { subnetpools } = cloud.netloom
    const scope = await create()
    const first = await pool(scope.id, '10.0.0.0/16')
    const conflict = { code: 'AddressScopePrefixConflict', status: 409 }
    for (const prefix of ['10.0.0.0/16', '10.0.7.0/24', '10.0.0.0/8']) {
      await expect(pool(scope.id, prefix)).rejects.toMatchObject(conflict)
    }
    const second = await pool(scope.id, '10.1.0.0/16')
    const free = await pool(null, '10.0.0.0/16')
    await expect(subnetpools.update(cloud.admin, free.id, { addressScopeId: scope.id })).rejects.toMatchObject(conflict)
    await expect(subnetpools.addPrefixes(cloud.admin, second.id, ['10.0.9.0/24'])).rejects.toMatchObject(conflict)
    expect(await subnetpools.addPrefixes(cloud.admin, first.id, ['10.2.0.0/16'])).toHaveLength(2)
    expect((await subnetpools.get(cloud.admin, second.id)).prefixes).toEqual(['10.1.0.0/16'])
  })

  it('are of one IP version, and in use while pools are in them', async () => {
    const { addressScopes, subnetpools } = cloud.netloom
    const scope = await create({ ipVersion: 6 })
    await expect(pool(scope.id, '10.0.0.0/16')).rejects.toMatchObject({
      code: 'IllegalSubnetPoolIpVersionAssociationToAddressScope',
      status: 400,
    })
    await expect(pool(cloud.admin.requestId, '10.0.0.0/16')).rejects.toMatchObject({ code: 'InvalidInput' })
    const used = await pool(scope.id, 'fd00::/48')
    await expect(addressScopes.delete(cloud.admin, scope.id)).rejects.toMatchObject({
      code: 'AddressScopeInUse',
      status: 409,
    })
    await subnetpools.update(cloud.admin, used.id, { addressScopeId: null })
    await addressScopes.delete(cloud.admin, scope.id)
  })

  it('of others can be joined when shared, and keep the pool as it is then', async () => {
    const { addressScopes, subnetpools } = cloud.netloom
    const scope = await create()
    const b = member('b')
    await expect(pool(scope.id, '10.0.0.0/16', b)).rejects.toMatchObject({ code: 'AddressScopeNotFound', status: 404 })
    await addressScopes.update(cloud.admin, scope.id, { shared: true })
    const joined = await pool(scope.id, '10.0.0.0/16', b)
    await expect(subnetpools.update(b, joined.id, { name: 'x' })).rejects.toMatchObject({
      code: 'IllegalSubnetPoolUpdate',
      status: 400,
    })
    expect(await subnetpools.update(cloud.admin, joined.id, { name: 'x' })).toMatchObject({ name: 'x' })
  })

  it('show on networks, whose revision moves with them', async () => {
    const { networks, subnets, subnetpools } = cloud.netloom
    const [scope, other] = [await create(), await create()]
    const from = await pool(null, '10.0.0.0/16')
    const second = await pool(other.id, '10.1.0.0/16')
    const network = await networks.create(cloud.admin, {})
    const networkId = network.id
    await subnets.create(cloud.admin, { networkId, subnetpoolId: from.id })
    const before = await networks.get(cloud.admin, networkId)
    expect(before.ipv4AddressScopeId).toBeNull()
    await subnetpools.update(cloud.admin, from.id, { addressScopeId: scope.id })
    expect(await networks.get(cloud.admin, networkId)).toMatchObject({
      ipv4AddressScopeId: scope.id,
      revisionNumber: before.revisionNumber + 1,
    })
    await subnetpools.update(cloud.admin, from.id, { addressScopeId: other.id })
    await subnets.create(cloud.admin, { networkId, subnetpoolId: second.id })
    // the network has subnets of two pools now: none of them can go alone
    await expect(subnetpools.update(cloud.admin, from.id, { addressScopeId: scope.id })).rejects.toMatchObject({
      code: 'NetworkAddressScopeAffinityError',
      status: 400,
    })
    expect(await subnetpools.update(cloud.admin, from.id, { name: 'still' })).toMatchObject({ name: 'still' })
    expect(await networks.list(cloud.admin)).toMatchObject([{ ipv4AddressScopeId: other.id }])
  })
})
