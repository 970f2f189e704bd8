import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countAllStatements } from '../../../ml2/test/support/count-statements.ts'
import { contextOf, type L3Cloud, startL3Cloud } from './l3-cloud.ts'

let cloud: L3Cloud
beforeAll(async () => {
  cloud = await startL3Cloud()
})
afterAll(() => cloud.close())

const count = (work: () => Promise<unknown>): Promise<number> =>
  countAllStatements(cloud.store, async () => {
    await work()
    await cloud.netloom.services.routerScheduling.idle()
  })
const floatingIp = (): Promise<unknown> =>
  cloud.make('/floatingips', { floatingip: { floating_network_id: cloud.outside.networkId } })
const router = async (): Promise<string> => String((await cloud.make('/routers', { router: {} }))['id'])
const addInterface = (routerId: string, subnetId: string): Promise<unknown> =>
  cloud.call('PUT', `/routers/${routerId}/add_router_interface`, { subnet_id: subnetId })
const rename = (networkId: string, mtu: number): Promise<unknown> =>
  cloud.netloom.networks.update(contextOf('admin'), networkId, { mtu })

describe('statements that a request sends', () => {
  it('are for a floating IP those of a port and a few more', async () => {
    const { networkId } = await cloud.inside('admin', '10.70.0.0/24')
    const port = { port: { network_id: networkId, device_owner: 'compute:nova' } }
    await cloud.make('/ports', port)
    await floatingIp()
    const [ofPort, ofFloatingIp] = [await count(() => cloud.make('/ports', port)), await count(floatingIp)]
    // its network's, its quota's and its row's; a port costs two less where a free range of addresses need not be split
    expect(ofFloatingIp).toBeLessThanOrEqual(ofPort + 3 + 2)
  })

  it('are for a router and an interface without an agent no more than they need', async () => {
    const { subnetId } = await cloud.inside('admin', '10.71.0.0/24')
    let routerId = ''
    expect(
      await count(async () => {
        routerId = await router()
      }),
    ).toBeLessThanOrEqual(3)
    expect(await count(() => addInterface(routerId, subnetId))).toBeLessThanOrEqual(17)
  })

  it('do not grow with routers, interfaces and floating IPs that are there', async () => {
    await cloud.l3Agent('h1')
    const all = async (octet: number): Promise<readonly number[]> => {
      const { subnetId } = await cloud.inside('admin', `10.${String(octet)}.0.0/24`)
      let routerId = ''
      const ofRouter = await count(async () => {
        routerId = await router()
      })
      return [ofRouter, await count(() => addInterface(routerId, subnetId)), await count(floatingIp)]
    }
    const few = await all(80)
    for (let n = 0; n < 20; n += 1) await all(100 + n)
    const many = await all(81)
    // Where a free range of addresses is split it is one more, and one more again.
    for (const [index, one] of many.entries()) expect(one).toBeLessThanOrEqual((few[index] ?? 0) + 2)
  })

  it('are for a change of a network as many for one router on it as for several', async () => {
    const { networkId, subnetId } = await cloud.inside('admin', '10.90.0.0/24')
    const first = await router()
    await addInterface(first, subnetId)
    const one = await count(() => rename(networkId, 1400))
    for (const host of [11, 12, 13]) {
      const fixed = { fixed_ips: [{ subnet_id: subnetId, ip_address: `10.90.0.${String(host)}` }] }
      const { id } = await cloud.make('/ports', { port: { network_id: networkId, ...fixed } })
      const routerId = await router()
      const added = await cloud.call('PUT', `/routers/${routerId}/add_router_interface`, { port_id: id })
      expect(added.status).toBe(200)
      await cloud.netloom.services.routerScheduling.idle()
      expect(JSON.stringify(await cloud.published(`router/${routerId}`))).toContain('"mtu":1400')
    }
    expect(await count(() => rename(networkId, 1300))).toBe(one)
    for (const { id } of await cloud.netloom.services.routers.list(contextOf('admin'), { name: '' })) {
      const text = JSON.stringify(await cloud.published(`router/${id}`))
      if (text.includes(networkId)) expect(text).toContain('"mtu":1300')
    }
  })

  it('are for a router that gets its gateway as many with one interface as with several', async () => {
    const gateway = { router: { external_gateway_info: { network_id: cloud.outside.networkId } } }
    const withInterfaces = async (count: number, octet: number): Promise<string> => {
      const routerId = await router()
      for (let n = 0; n < count; n += 1) {
        const { subnetId } = await cloud.inside('admin', `10.${String(octet)}.${String(n)}.0/24`)
        await addInterface(routerId, subnetId)
      }
      await cloud.netloom.services.routerScheduling.idle()
      return routerId
    }
    const [small, large] = [await withInterfaces(1, 95), await withInterfaces(8, 96)]
    const one = await count(() => cloud.call('PUT', `/routers/${small}`, gateway))
    // An address from the middle of a free range leaves two ranges, one from its end leaves one: that is chance.
    const several = await count(() => cloud.call('PUT', `/routers/${large}`, gateway))
    expect(Math.abs(several - one)).toBeLessThanOrEqual(2)
  })
})
