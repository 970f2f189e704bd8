import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { adminContext, type Netloom } from '@netloom/core'
import { type Pair, twoControllers } from '../../../server/test/two-controllers/controllers.ts'
import { routers } from '../../src/index.ts'

const admin = adminContext('admin')
let pair: Pair
let a: Netloom
let b: Netloom
beforeEach(async () => {
  pair = await twoControllers({}, [routers()])
  ;[a, b] = [pair.both[0].netloom, pair.both[1].netloom]
})
afterEach(() => pair.close())

const outcomes = async (...all: readonly Promise<unknown>[]): Promise<readonly string[]> =>
  (await Promise.allSettled(all)).map((one) =>
    one.status === 'fulfilled' ? 'done' : String((one.reason as { readonly code?: string }).code),
  )
const inside = async (cidr: string): Promise<{ readonly subnetId: string; readonly networkId: string }> => {
  const { id: networkId } = await a.networks.create(admin, {})
  return { networkId, subnetId: (await a.subnets.create(admin, { networkId, cidr })).id }
}
const outside = async (cidr: string): Promise<string> => {
  const { id: networkId } = await a.networks.create(admin, { routerExternal: true })
  await a.subnets.create(admin, { networkId, cidr, enableDhcp: false })
  return networkId
}

describe('two controllers on one PostgreSQL', () => {
  it('give every floating IP of a small network once, and then no more', async () => {
    const floatingNetworkId = await outside('203.0.113.0/28')
    const asked = Array.from({ length: 24 }, (_, n) =>
      (n % 2 === 0 ? a : b).services.floatingIps.create(admin, { floatingNetworkId }),
    )
    const all = await outcomes(...asked)
    expect(all.filter((one) => one === 'done')).toHaveLength(13)
    expect(new Set(all)).toEqual(new Set(['done', 'IpAddressGenerationFailure']))
    const made = await a.services.floatingIps.list(admin)
    expect(new Set(made.map(({ floatingIpAddress }) => floatingIpAddress)).size).toBe(13)
    expect(await a.ports.list(admin, { networkId: floatingNetworkId })).toHaveLength(13)
  })

  it('lead one of two floating IPs to an address that both are to lead to at once', async () => {
    const floatingNetworkId = await outside('203.0.113.0/24')
    const { networkId, subnetId } = await inside('10.0.0.0/24')
    const { id } = await a.services.routers.create(admin, { externalGatewayInfo: { networkId: floatingNetworkId } })
    await a.services.routers.addInterface(admin, id, { subnetId })
    const { id: portId } = await a.ports.create(admin, { networkId })
    const free = await a.services.floatingIps.createMany(admin, [{ floatingNetworkId }, { floatingNetworkId }])
    const ends = await outcomes(
      ...free.map((fip, n) => (n === 0 ? a : b).services.floatingIps.update(admin, fip.id, { portId })),
    )
    expect(ends.toSorted()).toEqual(['FloatingIPPortAlreadyAssociated', 'done'])
    const led = (await b.services.floatingIps.list(admin)).filter((fip) => fip.portId === portId)
    expect(led).toHaveLength(1)
  })

  it('add an interface to a router once, and refuse prefixes that overlap, whoever is asked', async () => {
    const { id } = await a.services.routers.create(admin, {})
    const [one, other] = [await inside('10.0.0.0/24'), await inside('10.0.0.128/25')]
    const ends = await outcomes(
      a.services.routers.addInterface(admin, id, { subnetId: one.subnetId }),
      b.services.routers.addInterface(admin, id, { subnetId: one.subnetId }),
      b.services.routers.addInterface(admin, id, { subnetId: other.subnetId }),
    )
    expect(ends.filter((end) => end === 'done')).toHaveLength(1)
    const ports = await b.ports.list(admin, { deviceId: id })
    expect(ports).toHaveLength(1)
  })

  it('delete a router or give it an interface, and leave nothing half done', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id } = await a.services.routers.create(admin, {})
      const { subnetId, networkId } = await inside(`10.${String(round)}.0.0/24`)
      const [removed, added] = await outcomes(
        a.services.routers.delete(admin, id),
        b.services.routers.addInterface(admin, id, { subnetId }),
      )
      const left = (await b.ports.list(admin, { networkId })).length
      expect([removed, added, left]).toEqual(
        added === 'done' ? ['RouterInUse', 'done', 1] : ['done', 'RouterNotFound', 0],
      )
    }
  })
})
