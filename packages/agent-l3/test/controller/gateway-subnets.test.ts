import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type L3Cloud, type Shown, startL3Cloud } from './l3-cloud.ts'

let cloud: L3Cloud
beforeAll(async () => {
  cloud = await startL3Cloud()
})
afterAll(() => cloud.close())

describe('a gateway', () => {
  it('has an address on a subnet that its external network gets, where it has none of that version', async () => {
    const network = { name: 'outside2', 'router:external': true, 'provider:network_type': 'vxlan' }
    const networkId = String((await cloud.make('/networks', { network }))['id'])
    const subnet = async (version: 4 | 6, cidr: string): Promise<string> => {
      const body = { network_id: networkId, ip_version: version, cidr, enable_dhcp: false }
      return String((await cloud.make('/subnets', { subnet: body }))['id'])
    }
    const v4 = await subnet(4, '198.51.100.0/24')
    const routers = await Promise.all(
      ['r20', 'r21'].map((who) =>
        cloud.make('/routers', { router: { external_gateway_info: { network_id: networkId } } }, who),
      ),
    )
    const [plain = '', overlapping = ''] = routers.map(({ id }) => String(id))
    // a prefix that the new subnet overlaps keeps this router from it, and it alone
    const inside = await cloud.make('/networks', { network: { name: 'inside' } }, 'r21')
    const six = { network_id: inside['id'], ip_version: 6, cidr: '2001:db8:77::/64' }
    const { id: subnet_id } = await cloud.make('/subnets', { subnet: six }, 'r21')
    expect((await cloud.call('PUT', `/routers/${overlapping}/add_router_interface`, { subnet_id }, 'r21')).status).toBe(
      200,
    )
    const subnetsOf = async (id: string): Promise<readonly string[]> => {
      const { router } = (await cloud.call('GET', `/routers/${id}`)).body
      const info = router?.['external_gateway_info'] as { readonly external_fixed_ips: readonly Shown[] }
      return info.external_fixed_ips.map((one) => String(one['subnet_id']))
    }
    const before = (await cloud.call('GET', `/routers/${plain}`)).body['router']?.['revision_number']
    await subnet(4, '192.0.2.0/24')
    expect(await subnetsOf(plain)).toEqual([v4])
    const v6 = await subnet(6, '2001:db8:77::/64')
    expect((await subnetsOf(plain)).toSorted()).toEqual([v4, v6].toSorted())
    expect(await subnetsOf(overlapping)).toEqual([v4])
    expect(Number((await cloud.call('GET', `/routers/${plain}`)).body['router']?.['revision_number'])).toBe(
      Number(before) + 1,
    )
    await subnet(6, '2001:db8:78::/64')
    expect((await subnetsOf(plain)).toSorted()).toEqual([v4, v6].toSorted())
  })
})
