import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Port, PortCreate, Subnet, SubnetCreate } from '@netloom/core'
import { testCloud, type TestCloud } from './support/test-netloom.ts'

const GATEWAY = 'network:router_gateway'
let cloud: TestCloud
let networkId: string
beforeEach(async () => {
  cloud = await testCloud()
  networkId = (await cloud.netloom.networks.create(cloud.admin, {})).id
})
afterEach(() => cloud.netloom.close())
const subnet = (cidr: string, serviceTypes: string[], more: Partial<SubnetCreate> = {}): Promise<Subnet> =>
  cloud.netloom.subnets.create(cloud.admin, { networkId, cidr, serviceTypes, ...more })
const port = (deviceOwner: string, more: Partial<PortCreate> = {}): Promise<Port> =>
  cloud.netloom.ports.create(cloud.admin, { networkId, deviceOwner, ...more })
const subnetsOf = ({ fixedIps }: Port): readonly string[] => fixedIps.map(({ subnetId }) => subnetId)

describe('subnets that are reserved for device owners', () => {
  it('serve these and nobody else', async () => {
    const reserved = await subnet('10.0.0.0/24', [GATEWAY, GATEWAY])
    expect(reserved.serviceTypes).toEqual([GATEWAY])
    expect(subnetsOf(await port(GATEWAY))).toEqual([reserved.id])
    const none = { code: 'IpAddressGenerationFailureNoMatchingSubnet', status: 409 }
    for (const more of [{}, { fixedIps: [{ subnetId: reserved.id }] }, { fixedIps: [{ ipAddress: '10.0.0.9' }] }]) {
      await expect(port('compute:nova', more)).rejects.toMatchObject(none)
    }
    await expect(port('', { fixedIps: [] })).rejects.toMatchObject(none)
    const open = await subnet('10.0.1.0/24', [])
    expect(subnetsOf(await port('compute:nova'))).toEqual([open.id])
    expect((await port('', { fixedIps: [] })).fixedIps).toEqual([])
    await expect(port('compute:nova', { fixedIps: [{ subnetId: reserved.id }] })).rejects.toMatchObject({
      code: 'InvalidInput',
    })
    await expect(port('compute:nova', { fixedIps: [{ ipAddress: '10.0.0.9' }] })).rejects.toMatchObject({
      code: 'InvalidIpForNetwork',
    })
  })

  it('come before those that serve everybody', async () => {
    const open = await subnet('10.0.0.0/24', [])
    const reserved = await subnet('10.0.1.0/30', [GATEWAY])
    expect(subnetsOf(await port(GATEWAY))).toEqual([reserved.id])
    // full now: the gateway took one of its two addresses
    expect(subnetsOf(await port(GATEWAY))).toEqual([open.id])
    expect(subnetsOf(await port(GATEWAY, { fixedIps: [{ subnetId: open.id }] }))).toEqual([open.id])
  })

  it('have their DHCP server, where DHCP is on', async () => {
    const served = await subnet('10.0.0.0/24', [GATEWAY])
    expect(subnetsOf(await port('network:dhcp'))).toEqual([served.id])
    await cloud.netloom.subnets.update(cloud.admin, served.id, { enableDhcp: false })
    await expect(port('network:dhcp')).rejects.toMatchObject({ code: 'IpAddressGenerationFailureNoMatchingSubnet' })
  })

  it('give SLAAC addresses to these alone, before and after', async () => {
    await subnet('10.0.0.0/24', [])
    const [before, other] = [await port('compute:nova'), await port(GATEWAY)]
    const slaac = { ipv6RaMode: 'slaac', ipv6AddressMode: 'slaac' } as const
    const automatic = await subnet('fd00::/64', ['compute:nova'], slaac)
    const { ports } = cloud.netloom
    expect(subnetsOf(await ports.get(cloud.admin, before.id))).toContain(automatic.id)
    expect(subnetsOf(await ports.get(cloud.admin, other.id))).not.toContain(automatic.id)
    expect(subnetsOf(await port('compute:nova'))).toContain(automatic.id)
    expect(subnetsOf(await port(GATEWAY))).not.toContain(automatic.id)
  })

  it('leave ports alone that have addresses already', async () => {
    const open = await subnet('10.0.0.0/24', [])
    const held = await port('compute:nova')
    await cloud.netloom.subnets.update(cloud.admin, open.id, { serviceTypes: [GATEWAY] })
    const { ports } = cloud.netloom
    expect(await ports.update(cloud.admin, held.id, { fixedIps: [{ subnetId: open.id }] })).toMatchObject({
      fixedIps: held.fixedIps,
    })
    await expect(
      ports.update(cloud.admin, held.id, { fixedIps: [{ subnetId: open.id }, { subnetId: open.id }] }),
    ).rejects.toMatchObject({ status: 409 })
  })

  it.each(['foo', '', 'network'])('cannot be reserved for %j', async (type) => {
    await expect(subnet('10.0.0.0/24', [type])).rejects.toMatchObject({ code: 'InvalidSubnetServiceType', status: 400 })
  })
})
