import { describe, expect, it } from 'vitest'
import { testCloud } from './support/test-netloom.ts'

describe('two requests at once', () => {
  it.each([
    ['address', { fixedIps: [{ ipAddress: '10.0.0.9' }] }, 'IpAddressAlreadyAllocated'],
    ['MAC', { macAddress: 'fa:16:3e:00:00:09' }, 'MacAddressInUse'],
    ['id', { id: '11111111-1111-4111-8111-111111111111' }, 'DuplicateId'],
  ])('for the same %s: exactly one wins, the other is told', async (_what, named, code) => {
    const cloud = await testCloud()
    const network = await cloud.netloom.networks.create(cloud.admin, {})
    await cloud.netloom.subnets.create(cloud.admin, { networkId: network.id, cidr: '10.0.0.0/24' })
    const attempts = await Promise.allSettled(
      Array.from({ length: 4 }, () => cloud.netloom.ports.create(cloud.admin, { networkId: network.id, ...named })),
    )
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const attempt of attempts) {
      if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ code, status: 409 })
    }
    expect(await cloud.netloom.ports.list(cloud.admin)).toHaveLength(1)
    await cloud.netloom.close()
  })

  it('for any address: all get different ones', async () => {
    const cloud = await testCloud()
    const network = await cloud.netloom.networks.create(cloud.admin, {})
    await cloud.netloom.subnets.create(cloud.admin, { networkId: network.id, cidr: '10.0.0.0/26' })
    const ports = await Promise.all(
      Array.from({ length: 61 }, () => cloud.netloom.ports.create(cloud.admin, { networkId: network.id })),
    )
    expect(new Set(ports.flatMap(({ fixedIps }) => fixedIps.map(({ ipAddress }) => ipAddress))).size).toBe(61)
    expect(new Set(ports.map(({ macAddress }) => macAddress)).size).toBe(61)
    const more = cloud.netloom.ports.create(cloud.admin, { networkId: network.id })
    await expect(more).rejects.toMatchObject({ code: 'IpAddressGenerationFailure' })
    await cloud.netloom.close()
  })

  it('a generated MAC that is taken is drawn again', async () => {
    // two random octets: among 4,000 of 65,536 a clash is certain
    const cloud = await testCloud({ ml2: { baseMac: 'fa:16:3e:4f:00:00' } })
    const network = await cloud.netloom.networks.create(cloud.admin, {})
    const ports = await cloud.netloom.ports.createMany(
      cloud.admin,
      Array.from({ length: 2000 }, () => ({ networkId: network.id })),
    )
    const more = await cloud.netloom.ports.createMany(
      cloud.admin,
      Array.from({ length: 2000 }, () => ({ networkId: network.id })),
    )
    const macs = [...ports, ...more].map(({ macAddress }) => macAddress)
    expect(new Set(macs).size).toBe(4000)
    expect(macs.every((mac) => mac.startsWith('fa:16:3e:4f:'))).toBe(true)
    await cloud.netloom.close()
  })

  it('an update with an old revision is refused, whoever is first', async () => {
    const cloud = await testCloud()
    const network = await cloud.netloom.networks.create(cloud.admin, {})
    const attempts = await Promise.allSettled([
      cloud.netloom.networks.update(cloud.admin, network.id, { name: 'a' }, network.revisionNumber),
      cloud.netloom.networks.update(cloud.admin, network.id, { name: 'b' }, network.revisionNumber),
    ])
    expect(attempts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const refused = attempts.find((attempt) => attempt.status === 'rejected')
    expect(refused?.reason).toMatchObject({ code: 'RevisionNumberConstraintFailed', status: 412 })
    await cloud.netloom.close()
  })
})

describe('a generated value that is always taken', () => {
  it('ends in an error of ours, not of the engine', async () => {
    // a router holds the one address that this MAC makes
    const cloud = await testCloud()
    const { id: networkId } = await cloud.netloom.networks.create(cloud.admin, {})
    await cloud.netloom.subnets.create(cloud.admin, { networkId, cidr: '2001:db8::/64', ipv6AddressMode: 'slaac' })
    const macAddress = 'fa:16:3e:00:00:01'
    const fixedIps = [{ ipAddress: '2001:db8::f816:3eff:fe00:1' }]
    await cloud.netloom.ports.create(cloud.admin, { networkId, deviceOwner: 'network:router_interface', fixedIps })
    const create = cloud.netloom.ports.create(cloud.admin, { networkId, macAddress })
    await expect(create).rejects.toMatchObject({ code: 'IpAddressGenerationFailure', status: 409 })
    await cloud.netloom.close()
  })
})
