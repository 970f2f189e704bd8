import { cidrsOverlap, parseCidr } from '@netloom/core/kit'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RequestContext, Subnet, SubnetCreate, SubnetpoolCreate } from '@netloom/core'
import { testCloud, type TestCloud } from './support/test-netloom.ts'

let cloud: TestCloud
let networkId: string
beforeEach(async () => {
  cloud = await testCloud()
  networkId = (await cloud.netloom.networks.create(cloud.admin, {})).id
})
afterEach(() => cloud.netloom.close())

const member = (projectId: string): RequestContext => ({ ...cloud.admin, projectId, roles: ['member'], isAdmin: false })
const pool = async (request: Partial<SubnetpoolCreate> = {}): Promise<string> =>
  (
    await cloud.netloom.subnetpools.create(cloud.admin, {
      name: 'pool',
      prefixes: ['10.0.0.0/22'],
      defaultPrefixLength: 24,
      ...request,
    })
  ).id
const create = (request: Omit<SubnetCreate, 'networkId'>, context = cloud.admin): Promise<Subnet> =>
  cloud.netloom.subnets.create(context, { networkId, ...request })
const network = async (): Promise<string> => (await cloud.netloom.networks.create(cloud.admin, {})).id

describe('subnets out of a pool', () => {
  it('get the lowest prefix of the smallest free block', async () => {
    const subnetpoolId = await pool()
    expect(await create({ subnetpoolId })).toMatchObject({
      cidr: '10.0.0.0/24',
      ipVersion: 4,
      subnetpoolId,
      gatewayIp: '10.0.0.1',
      allocationPools: [{ start: '10.0.0.2', end: '10.0.0.254' }],
    })
    expect(await create({ subnetpoolId, cidr: '10.0.1.128/25' })).toMatchObject({ cidr: '10.0.1.128/25' })
    expect(await create({ subnetpoolId, prefixLength: 26 })).toMatchObject({ cidr: '10.0.1.0/26' })
    expect(await create({ subnetpoolId, gatewayIp: '10.0.3.7' })).toMatchObject({
      cidr: '10.0.3.0/24',
      gatewayIp: '10.0.3.7',
    })
    expect(await create({ subnetpoolId, gatewayIp: null })).toMatchObject({ cidr: '10.0.2.0/24', gatewayIp: null })
    const full = { code: 'SubnetAllocationError', status: 409 }
    await expect(create({ subnetpoolId })).rejects.toMatchObject(full)
    expect(await create({ subnetpoolId, prefixLength: 26 })).toMatchObject({ cidr: '10.0.1.64/26' })
    await expect(create({ subnetpoolId, prefixLength: 30 })).rejects.toMatchObject(full)
    for (const cidr of ['10.0.0.0/25', '10.0.0.0/23', '10.0.4.0/24', '192.168.0.0/24']) {
      await expect(create({ subnetpoolId, cidr })).rejects.toMatchObject(full)
    }
  })

  it('give their prefix back when they go', async () => {
    const subnetpoolId = await pool({ prefixes: ['10.0.0.0/24'] })
    const first = await create({ subnetpoolId })
    await expect(create({ subnetpoolId })).rejects.toMatchObject({ code: 'SubnetAllocationError' })
    await cloud.netloom.subnets.delete(cloud.admin, first.id)
    expect(await create({ subnetpoolId })).toMatchObject({ cidr: '10.0.0.0/24' })
    await cloud.netloom.networks.delete(cloud.admin, networkId)
    networkId = await network()
    expect(await create({ subnetpoolId })).toMatchObject({ cidr: '10.0.0.0/24' })
  })

  it.each<[Omit<SubnetCreate, 'networkId' | 'subnetpoolId'>, string, number]>([
    [{ prefixLength: 19 }, 'MinPrefixSubnetAllocationError', 400],
    [{ prefixLength: 29 }, 'MaxPrefixSubnetAllocationError', 400],
    [{ prefixLength: 999 }, 'MaxPrefixSubnetAllocationError', 400],
    [{ cidr: '10.0.0.0/29' }, 'MaxPrefixSubnetAllocationError', 400],
    [{ ipVersion: 6 }, 'BadRequest', 400],
    [{ cidr: 'fd00::/24' }, 'BadRequest', 400],
    [{ cidr: '::a00:0/120' }, 'BadRequest', 400],
    [{ gatewayIp: 'fd00::1' }, 'InvalidInput', 400],
    [{ cidr: '10.0.0.0/24', prefixLength: 24 }, 'BadRequest', 400],
    [{ useDefaultSubnetpool: true }, 'BadRequest', 400],
    [{ allocationPools: [{ start: '10.0.0.2', end: '10.0.0.9' }] }, 'BadRequest', 400],
  ])('refuse %j: %s', async (request, code, status) => {
    const subnetpoolId = await pool({ minPrefixLength: 20, maxPrefixLength: 28 })
    await expect(create({ subnetpoolId, ...request })).rejects.toMatchObject({ code, status })
    expect(await cloud.netloom.subnets.list(cloud.admin)).toEqual([])
  })

  it('need a prefix where there is no pool', async () => {
    await expect(create({ ipVersion: 4 })).rejects.toMatchObject({
      code: 'BadRequest',
      message: 'Bad subnets request: a subnetpool must be specified in the absence of a cidr.',
    })
    await expect(create({ subnetpoolId: networkId })).rejects.toMatchObject({ code: 'SubnetPoolNotFound', status: 404 })
  })

  it('come out of the default pool when that is asked for', async () => {
    const ask = (request: Omit<SubnetCreate, 'networkId'> = {}, context?: RequestContext): Promise<Subnet> =>
      create({ useDefaultSubnetpool: true, ...request }, context)
    await expect(ask({ ipVersion: 4 })).rejects.toMatchObject({
      message: 'Bad subnets request: No default subnetpool found for IPv4.',
    })
    await expect(ask()).rejects.toMatchObject({ code: 'BadRequest' })
    const v4 = await pool({ isDefault: true })
    const v6 = await pool({ isDefault: true, prefixes: ['fd00::/48'], defaultPrefixLength: 64, shared: true })
    expect(await ask({ ipVersion: 4 })).toMatchObject({ cidr: '10.0.0.0/24', subnetpoolId: v4 })
    expect(await ask({ cidr: '10.0.2.0/24' })).toMatchObject({ cidr: '10.0.2.0/24', subnetpoolId: v4 })
    expect(await ask({ ipVersion: 6, ipv6RaMode: 'slaac', ipv6AddressMode: 'slaac' })).toMatchObject({
      cidr: 'fd00::/64',
      gatewayIp: 'fd00::1',
      subnetpoolId: v6,
    })
    // a default pool that a project cannot see is none
    networkId = (await cloud.netloom.networks.create(member('b'), {})).id
    await expect(ask({ ipVersion: 4 }, member('b'))).rejects.toMatchObject({ code: 'BadRequest' })
    expect(await ask({ ipVersion: 6 }, member('b'))).toMatchObject({ cidr: 'fd00:0:0:1::/64', projectId: 'b' })
    await expect(create({ ipVersion: 4 }, member('b'))).rejects.toMatchObject({ code: 'BadRequest' })
    await expect(create({ subnetpoolId: v4 }, member('b'))).rejects.toMatchObject({ code: 'SubnetPoolNotFound' })
  })

  it('are limited by the quota of the pool, project by project', async () => {
    const subnetpoolId = await pool({ defaultQuota: 512, shared: true })
    const full = { code: 'SubnetPoolQuotaExceeded', status: 409 }
    await create({ subnetpoolId })
    await expect(create({ subnetpoolId, prefixLength: 23 })).rejects.toMatchObject(full)
    await create({ subnetpoolId })
    await expect(create({ subnetpoolId, prefixLength: 32, enableDhcp: false })).rejects.toMatchObject(full)
    networkId = (await cloud.netloom.networks.create(member('b'), {})).id
    expect(await create({ subnetpoolId, prefixLength: 23 }, member('b'))).toMatchObject({ cidr: '10.0.2.0/23' })
    await cloud.netloom.subnetpools.update(cloud.admin, subnetpoolId, { defaultQuota: 0, prefixes: ['10.0.0.0/16'] })
    expect(await create({ subnetpoolId }, member('b'))).toMatchObject({ cidr: '10.0.4.0/24' })
  })

  it('count in networks of 64 bits where they are IPv6', async () => {
    const subnetpoolId = await pool({ prefixes: ['fd00::/60'], defaultPrefixLength: 64, defaultQuota: 2 })
    await create({ subnetpoolId })
    await create({ subnetpoolId, prefixLength: 65 })
    await create({ subnetpoolId, prefixLength: 65 })
    await expect(create({ subnetpoolId, prefixLength: 128, enableDhcp: false })).rejects.toMatchObject({
      code: 'SubnetPoolQuotaExceeded',
    })
  })

  it('of one network share the pool, or the scope of their pools', async () => {
    const { addressScopes, networks } = cloud.netloom
    const scope = await addressScopes.create(cloud.admin, { ipVersion: 4 })
    const other = await addressScopes.create(cloud.admin, { ipVersion: 4 })
    const scoped = (third: number, addressScopeId: string | null): Promise<string> =>
      pool({ prefixes: [`10.0.${String(third)}.0/24`], addressScopeId, defaultPrefixLength: 26 })
    const [a, b, c, d] = [
      await scoped(1, scope.id),
      await scoped(2, scope.id),
      await scoped(3, other.id),
      await scoped(4, null),
    ]
    await create({ subnetpoolId: a })
    await create({ subnetpoolId: b })
    expect(await networks.get(cloud.admin, networkId)).toMatchObject({
      ipv4AddressScopeId: scope.id,
      ipv6AddressScopeId: null,
    })
    for (const wrong of [c, d]) {
      await expect(create({ subnetpoolId: wrong })).rejects.toMatchObject({
        code: 'NetworkAddressScopeAffinityError',
        status: 400,
      })
    }
    const affinity = { code: 'NetworkSubnetPoolAffinityError', status: 400 }
    await expect(create({ cidr: '192.168.0.0/24' })).rejects.toMatchObject(affinity)
    expect(await create({ cidr: 'fd00::/64' })).toMatchObject({ subnetpoolId: null })
    networkId = await network()
    await create({ subnetpoolId: d })
    await expect(create({ subnetpoolId: a })).rejects.toMatchObject(affinity)
    networkId = await network()
    await create({ cidr: '192.168.0.0/24' })
    await expect(create({ subnetpoolId: d })).rejects.toMatchObject(affinity)
  })

  it('never overlap and never leave the pool, after any creates and deletes', async () => {
    const action = fc.oneof(
      { weight: 3, arbitrary: fc.record({ length: fc.integer({ min: 24, max: 28 }), which: fc.constant(-1) }) },
      { weight: 1, arbitrary: fc.record({ length: fc.constant(0), which: fc.nat(30) }) },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 25 }), async (actions) => {
        const subnetpoolId = await pool({ prefixes: ['10.0.0.0/24', '10.0.2.0/25'], maxPrefixLength: 28 })
        networkId = await network()
        const held: Subnet[] = []
        for (const { length, which } of actions) {
          if (length === 0) {
            const [gone] = held.splice(which % Math.max(1, held.length), 1)
            if (gone !== undefined) await cloud.netloom.subnets.delete(cloud.admin, gone.id)
            continue
          }
          const made = await create({ subnetpoolId, prefixLength: length }).catch((error: unknown) => {
            expect(error).toMatchObject({ code: 'SubnetAllocationError' })
          })
          if (made !== undefined) held.push(made)
          else expect(isFree(length, held)).toBe(false)
        }
        const cidrs = held.map(({ cidr }) => parsed(cidr))
        for (const [index, one] of cidrs.entries()) {
          expect(cidrs.slice(index + 1).some((two) => cidrsOverlap(one, two))).toBe(false)
          expect(POOL.some((prefix) => one.first >= prefix.first && one.last <= prefix.last)).toBe(true)
        }
        await cloud.netloom.networks.delete(cloud.admin, networkId)
        await cloud.netloom.subnetpools.delete(cloud.admin, subnetpoolId)
      }),
      { numRuns: 25 },
    )
  })

  it('that are asked for at once are all different', async () => {
    const subnetpoolId = await pool({ prefixes: ['10.0.0.0/24'], defaultPrefixLength: 28 })
    const networks = await Promise.all(Array.from({ length: 20 }, network))
    const made = await Promise.allSettled(
      networks.map((id) => cloud.netloom.subnets.create(cloud.admin, { networkId: id, subnetpoolId })),
    )
    const cidrs = made.flatMap((one) => (one.status === 'fulfilled' ? [one.value.cidr] : []))
    expect(new Set(cidrs).size).toBe(16)
    expect(cidrs).toHaveLength(16)
    for (const one of made) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'SubnetAllocationError' })
    }
  })
})

const parsed = (text: string): NonNullable<ReturnType<typeof parseCidr>> => {
  const cidr = parseCidr(text)
  if (cidr === undefined) throw new TypeError(text)
  return cidr
}
const POOL = ['10.0.0.0/24', '10.0.2.0/25'].map(parsed)

/** By looking at every aligned prefix of that length. */
function isFree(length: number, held: readonly Subnet[]): boolean {
  const size = 1n << BigInt(32 - length)
  return POOL.some((prefix) => {
    for (let first = prefix.first; first + size - 1n <= prefix.last; first += size) {
      const candidate = { ...prefix, first, last: first + size - 1n }
      if (!held.some(({ cidr }) => cidrsOverlap(parsed(cidr), candidate))) return true
    }
    return false
  })
}
