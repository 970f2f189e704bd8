import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testCloud, type TestCloud } from './support/test-netloom.ts'

let cloud: TestCloud
beforeEach(async () => {
  cloud = await testCloud()
})
afterEach(() => cloud.netloom.close())

describe('network IP availability', () => {
  it('counts pools and what ports hold, to the last address', async () => {
    const { networks, subnets, ports, networkIpAvailabilities } = cloud.netloom
    const network = await networks.create(cloud.admin, { name: 'blue' })
    const networkId = network.id
    const none = { id: networkId, networkName: 'blue', projectId: 'p1', totalIps: 0n, usedIps: 0n, subnets: [] }
    expect(await networkIpAvailabilities.get(cloud.admin, networkId)).toEqual(none)
    const v4 = await subnets.create(cloud.admin, {
      networkId,
      name: 'four',
      cidr: '10.0.0.0/24',
      allocationPools: [
        { start: '10.0.0.10', end: '10.0.0.19' },
        { start: '10.0.0.30', end: '10.0.0.30' },
      ],
    })
    const v6 = await subnets.create(cloud.admin, { networkId, cidr: 'fd00::/64', gatewayIp: null })
    await ports.createMany(
      cloud.admin,
      Array.from({ length: 3 }, () => ({ networkId })),
    )
    await ports.create(cloud.admin, { networkId, fixedIps: [{ ipAddress: '10.0.0.200' }] })
    const found = await networkIpAvailabilities.get(cloud.admin, networkId)
    expect(found).toMatchObject({ totalIps: 18_446_744_073_709_551_615n + 11n, usedIps: 7n })
    expect([...found.subnets].sort((a, b) => a.ipVersion - b.ipVersion)).toEqual([
      { id: v4.id, name: 'four', ipVersion: 4, cidr: '10.0.0.0/24', totalIps: 11n, usedIps: 4n },
      { id: v6.id, name: '', ipVersion: 6, cidr: 'fd00::/64', totalIps: 18_446_744_073_709_551_615n, usedIps: 3n },
    ])
  })

  it('takes the whole prefix where there are no pools', async () => {
    const { networks, subnets, networkIpAvailabilities } = cloud.netloom
    const network = await networks.create(cloud.admin, {})
    await subnets.create(cloud.admin, {
      networkId: network.id,
      cidr: '10.0.0.1/32',
      gatewayIp: '10.0.0.1',
      enableDhcp: false,
    })
    expect(await networkIpAvailabilities.get(cloud.admin, network.id)).toMatchObject({ totalIps: 1n, usedIps: 0n })
  })

  it('is found by network, name, project and IP version, page by page', async () => {
    const { networks, subnets, networkIpAvailabilities } = cloud.netloom
    const names = ['a', 'b', 'c']
    const made = []
    for (const name of names) made.push(await networks.create(cloud.admin, { name, projectId: name }))
    const [a, b] = made
    await subnets.create(cloud.admin, { networkId: a?.id ?? '', cidr: '10.0.0.0/24' })
    await subnets.create(cloud.admin, { networkId: a?.id ?? '', cidr: 'fd00::/64' })
    await subnets.create(cloud.admin, { networkId: b?.id ?? '', cidr: '10.0.0.0/24' })
    const found = async (filter: Record<string, string | number>): Promise<readonly string[]> =>
      (await networkIpAvailabilities.list(cloud.admin, filter)).map(({ networkName }) => networkName)
    expect(await found({})).toHaveLength(3)
    expect(await found({ id: b?.id ?? '' })).toEqual(['b'])
    expect(await found({ networkName: 'c' })).toEqual(['c'])
    expect(await found({ projectId: 'a' })).toEqual(['a'])
    expect(await found({ ipVersion: 6 })).toEqual(['a'])
    expect(await found({ ipVersion: 'x' })).toEqual([])
    expect([...(await found({ ipVersion: 4 }))].sort()).toEqual(['a', 'b'])
    const [six] = await networkIpAvailabilities.list(cloud.admin, { ipVersion: 6 })
    expect(six?.subnets).toMatchObject([{ ipVersion: 6 }])
    const byName = { sort: [{ field: 'networkName', direction: 'desc' as const }], limit: 2 }
    const page = await networkIpAvailabilities.list(cloud.admin, {}, byName)
    expect(page.map(({ networkName }) => networkName)).toEqual(['c', 'b'])
    const rest = await networkIpAvailabilities.list(cloud.admin, {}, { ...byName, marker: page[1]?.id ?? '' })
    expect(rest.map(({ networkName }) => networkName)).toEqual(['a'])
    const stranger = { ...cloud.admin, projectId: 'b', roles: ['member'], isAdmin: false }
    expect(await networkIpAvailabilities.list(stranger)).toHaveLength(1)
    await expect(networkIpAvailabilities.get(stranger, a?.id ?? '')).rejects.toMatchObject({ code: 'NetworkNotFound' })
  })
})
