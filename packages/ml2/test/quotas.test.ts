import { describe, expect, it } from 'vitest'
import { adminContext, type QuotaLimits, type RequestContext, UNLIMITED_QUOTAS } from '@netloom/core'
import { testCloud, type TestCloud } from './support/test-netloom.ts'

const member = (projectId: string): RequestContext => ({
  ...adminContext(projectId),
  roles: ['member'],
  isAdmin: false,
})
const limits = (change: Partial<QuotaLimits>): { readonly quotas: QuotaLimits } => ({
  quotas: { ...UNLIMITED_QUOTAS, ...change },
})
const used = async ({ netloom, admin }: TestCloud, projectId: string): Promise<Readonly<Record<string, number>>> =>
  Object.fromEntries(
    Object.entries(await netloom.quotas.details(admin, projectId)).flatMap(([name, detail]) =>
      detail.used === 0 ? [] : [[name, detail.used]],
    ),
  )
const over = (resource: string): object => ({
  code: 'OverQuota',
  status: 409,
  message: `Quota exceeded for resources: ['${resource}'].`,
})

describe('a project', () => {
  it('gets no more than its own limit or the default one; an administrator is no exception', async () => {
    const cloud = await testCloud({ ml2: limits({ network: 1, subnet: 1, port: 2 }) })
    const { netloom, admin } = cloud
    const { id: networkId } = await netloom.networks.create(admin, {})
    await expect(netloom.networks.create(admin, {})).rejects.toMatchObject(over('network'))
    await netloom.networks.create(admin, { projectId: 'other' })
    await netloom.subnets.create(admin, { networkId, cidr: '10.0.0.0/24' })
    const second = netloom.subnets.create(admin, { networkId, cidr: '10.0.1.0/24' })
    await expect(second).rejects.toMatchObject(over('subnet'))
    const batch = netloom.ports.createMany(admin, [{ networkId }, { networkId }, { networkId }])
    await expect(batch).rejects.toMatchObject(over('port'))
    expect(await used(cloud, 'p1')).toEqual({ network: 1, subnet: 1 })
    await netloom.ports.createMany(admin, [{ networkId }, { networkId }])
    await netloom.quotas.update(admin, 'p1', { port: 3 })
    await netloom.ports.create(admin, { networkId, deviceOwner: 'network:dhcp' })
    await expect(netloom.ports.create(admin, { networkId })).rejects.toMatchObject(over('port'))
    await netloom.quotas.update(admin, 'p1', { port: -1 })
    await netloom.ports.create(admin, { networkId })
    expect(await used(cloud, 'p1')).toEqual({ network: 1, subnet: 1, port: 4 })
    await netloom.close()
  })

  it('is told that it has too much before it is told what else is wrong', async () => {
    const { netloom } = await testCloud({ ml2: limits({ port: 0 }) })
    const networkId = '00000000-0000-4000-8000-000000000000'
    await expect(netloom.ports.create(member('a'), { networkId })).rejects.toMatchObject(over('port'))
    await netloom.close()
  })

  it('has less when something goes, however it goes: a network takes subnets, service ports and entries along', async () => {
    const cloud = await testCloud()
    const { netloom, admin } = cloud
    const { id: networkId } = await netloom.networks.create(admin, { projectId: 'a', shared: true })
    const subnet = await netloom.subnets.create(admin, { networkId, projectId: 'b', cidr: '10.0.0.0/24' })
    await netloom.subnets.create(admin, { networkId, projectId: 'b', cidr: '10.0.1.0/24' })
    await netloom.ports.create(admin, { networkId, projectId: 'c', deviceOwner: 'network:dhcp' })
    const port = await netloom.ports.create(admin, { networkId, projectId: 'c' })
    const entry = { objectType: 'network', objectId: networkId, action: 'access_as_shared', targetProject: 'd' }
    await netloom.rbacPolicies.create(admin, entry)
    expect(await used(cloud, 'a')).toEqual({ network: 1, rbac_policy: 1 })
    expect(await used(cloud, 'b')).toEqual({ subnet: 2 })
    expect(await used(cloud, 'c')).toEqual({ port: 2 })
    expect(await used(cloud, 'p1')).toEqual({ rbac_policy: 1 })
    await netloom.ports.delete(admin, port.id)
    const failed = netloom.ports.create(admin, { networkId, projectId: 'c', fixedIps: [{ ipAddress: '192.0.2.1' }] })
    await expect(failed).rejects.toMatchObject({ status: 400 })
    expect(await used(cloud, 'c')).toEqual({ port: 1 })
    await netloom.ports.delete(admin, (await netloom.ports.list(admin))[0]?.id ?? '')
    await netloom.subnets.delete(admin, subnet.id)
    expect(await used(cloud, 'b')).toEqual({ subnet: 1 })
    await netloom.ports.create(admin, { networkId, projectId: 'c', deviceOwner: 'network:dhcp' })
    await netloom.networks.delete(admin, networkId)
    for (const project of ['a', 'b', 'c', 'p1']) expect(await used(cloud, project)).toEqual({})
    await netloom.close()
  })

  it('may grant so often; what `shared` adds is counted, but never refused', async () => {
    const cloud = await testCloud({ ml2: limits({ rbac_policy: 1 }) })
    const { netloom, admin } = cloud
    const { id: objectId } = await netloom.networks.create(admin, { shared: true })
    const entry = { objectType: 'network', objectId, action: 'access_as_shared', targetProject: 'd' }
    await expect(netloom.rbacPolicies.create(admin, entry)).rejects.toMatchObject(over('rbac_policy'))
    await netloom.networks.update(admin, objectId, { shared: false })
    const { id } = await netloom.rbacPolicies.create(admin, entry)
    await netloom.networks.update(admin, objectId, { shared: true })
    expect(await used(cloud, 'p1')).toEqual({ network: 1, rbac_policy: 2 })
    await netloom.rbacPolicies.delete(admin, id)
    expect(await used(cloud, 'p1')).toEqual({ network: 1, rbac_policy: 1 })
    await netloom.close()
  })
})

describe('200 at once', () => {
  it('for the last port: one wins', async () => {
    const cloud = await testCloud({ ml2: limits({ port: 5 }) })
    const { netloom, admin } = cloud
    const { id: networkId } = await netloom.networks.create(admin, {})
    await netloom.ports.createMany(
      admin,
      Array.from({ length: 4 }, () => ({ networkId })),
    )
    const attempts = await Promise.allSettled(
      Array.from({ length: 200 }, () => netloom.ports.create(admin, { networkId })),
    )
    const lost = attempts.filter((attempt) => attempt.status === 'rejected')
    expect(lost).toHaveLength(199)
    for (const { reason } of lost) expect(reason).toMatchObject(over('port'))
    expect(await netloom.ports.list(admin)).toHaveLength(5)
    expect(await used(cloud, 'p1')).toEqual({ network: 1, port: 5 })
    await netloom.close()
  })
})

describe('limits', () => {
  it('are judged, and with checkLimit not below what there is', async () => {
    const { netloom, admin } = await testCloud()
    await netloom.networks.create(admin, {})
    for (const port of [-2, 1.5, 2 ** 31]) {
      const update = netloom.quotas.update(admin, 'p1', { port })
      await expect(update).rejects.toMatchObject({ code: 'InvalidInput', message: /port = .*: must be a whole number/ })
    }
    const check = { checkLimit: true }
    await expect(netloom.quotas.update(admin, 'p1', { network: 0 }, check)).rejects.toMatchObject({
      message: 'Quota limit 0 for network must be greater than or equal to already used 1',
    })
    expect(await netloom.quotas.list(admin)).toEqual([])
    expect((await netloom.quotas.update(admin, 'p1', { network: 1 }, check)).network).toBe(1)
    expect((await netloom.quotas.update(admin, 'p1', { network: 0 })).network).toBe(0)
    await netloom.quotas.delete(admin, 'p1')
    expect(await netloom.quotas.get(admin, 'p1')).toEqual(UNLIMITED_QUOTAS)
    await netloom.close()
  })
})
