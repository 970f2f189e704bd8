import { describe, expect, it } from 'vitest'
import type { Ml2Options } from '@netloom/core'
import type { DhcpServiceOptions } from '../../src/index.ts'
import { dhcpCloud, type DhcpCloud } from './dhcp-cloud.ts'

async function put({ netloom, admin, idle }: DhcpCloud, id: string, adminStateUp: boolean): Promise<void> {
  await netloom.agentRecords.update(admin, id, { adminStateUp })
  await idle()
}

const scene = async (
  options: DhcpServiceOptions = {},
  ml2: Partial<Ml2Options> = {},
): Promise<DhcpCloud & { readonly id: string }> => {
  const cloud = await dhcpCloud(options, ml2)
  const { id } = await cloud.server('h1')
  await cloud.subnet('10.0.0.0/24')
  return { ...cloud, id }
}

describe('a DHCP agent that is put down', () => {
  it('serves no more, and its networks go to others with their port', async () => {
    const cloud = await scene()
    const other = await cloud.server('h2')
    const port = await cloud.serverPort('h1')
    await put(cloud, cloud.id, false)
    expect([await cloud.given('h1'), await cloud.given('h2')]).toEqual([[], [`network/${cloud.networkId}`]])
    expect((await cloud.serverPort('h2'))?.id).toBe(port?.id)
    await put(cloud, cloud.id, true)
    expect(await cloud.netloom.services.dhcp.networksOf(other.id)).toEqual([cloud.networkId])
    await cloud.netloom.close()
  })

  it.each([true, false])('serves again when it is put up, if nobody took over (failover %j)', async (failover) => {
    const cloud = await scene({ allowAutomaticDhcpFailover: failover })
    if (!failover) await cloud.server('h2')
    await put(cloud, cloud.id, false)
    expect(await cloud.given('h1')).toEqual([])
    expect(await cloud.netloom.services.dhcp.networksOf(cloud.id)).toEqual([cloud.networkId])
    await put(cloud, cloud.id, true)
    expect(await cloud.given('h1')).toEqual([`network/${cloud.networkId}`])
    await cloud.netloom.close()
  })

  it('is waited for by no port', async () => {
    const cloud = await scene()
    const { netloom, admin, networkId } = cloud
    const boot = async (): Promise<string> =>
      (await netloom.ports.create(admin, { networkId, host: 'h1', deviceOwner: 'compute:nova' })).id
    const early = await boot()
    await netloom.ports.reportWiring('h1', [{ portId: early, state: 'up' }])
    expect((await netloom.ports.get(admin, early)).status).toBe('DOWN')
    await put(cloud, cloud.id, false)
    expect((await netloom.ports.get(admin, early)).status).toBe('ACTIVE')
    const late = await boot()
    await netloom.ports.reportWiring('h1', [{ portId: late, state: 'up' }])
    expect((await netloom.ports.get(admin, late)).status).toBe('ACTIVE')
    await netloom.close()
  })

  it('goes on with what it has where the options say so, and gets nothing new', async () => {
    const cloud = await scene({}, { enableServicesOnAgentsWithAdminStateDown: true })
    await put(cloud, cloud.id, false)
    await cloud.server('h2')
    await cloud.idle()
    expect(await cloud.given('h1')).toEqual([`network/${cloud.networkId}`])
    const { id } = await cloud.netloom.networks.create(cloud.admin, {})
    await cloud.netloom.subnets.create(cloud.admin, { networkId: id, cidr: '10.1.0.0/24' })
    await cloud.idle()
    expect(await cloud.given('h2')).toEqual([`network/${id}`])
    await cloud.netloom.close()
  })
})

describe('availability zones', () => {
  it('of a network are those of the agents that serve it; one that says none is in nova', async () => {
    const cloud = await dhcpCloud({ dhcpAgentsPerNetwork: 2 })
    const { netloom, admin, networkId } = cloud
    expect((await cloud.server('h1')).availabilityZone).toBe('nova')
    await cloud.server('h2', 'attic')
    await cloud.subnet('10.0.0.0/24')
    expect((await netloom.networks.get(admin, networkId)).availabilityZones).toEqual(['attic', 'nova'])
    expect((await netloom.networks.list(admin)).map(({ availabilityZones }) => availabilityZones)).toEqual([
      ['attic', 'nova'],
    ])
    await netloom.networks.create(admin, { availabilityZoneHints: ['nova'] })
    expect((await netloom.availabilityZones.list(admin)).map(({ name }) => name).sort()).toEqual(['attic', 'nova'])
    await netloom.close()
  })

  it('of networks without hints are the default ones', async () => {
    const cloud = await dhcpCloud({}, { defaultAvailabilityZones: ['attic'] })
    const { netloom, admin, networkId } = cloud
    await cloud.server('h1')
    await cloud.subnet('10.0.0.0/24')
    expect((await netloom.networks.get(admin, networkId)).availabilityZones).toEqual([])
    await cloud.server('h2', 'attic')
    expect((await netloom.networks.get(admin, networkId)).availabilityZones).toEqual(['attic'])
    const { id } = await netloom.networks.create(admin, { availabilityZoneHints: ['nova'] })
    await netloom.subnets.create(admin, { networkId: id, cidr: '10.0.0.0/24' })
    await cloud.idle()
    expect((await netloom.networks.get(admin, id)).availabilityZones).toEqual(['nova'])
    await netloom.close()
  })
})
