import { describe, expect, it } from 'vitest'
import { testCloud, type TestCloud } from './support/test-netloom.ts'
import type { Network, Subnet } from '@netloom/core'

async function withSubnet(cloud: TestCloud, cidr = '10.0.0.0/24'): Promise<{ network: Network; subnet: Subnet }> {
  const network = await cloud.netloom.networks.create(cloud.admin, { name: 'blue' })
  const subnet = await cloud.netloom.subnets.create(cloud.admin, { networkId: network.id, cidr })
  return { network, subnet }
}

describe('a port', () => {
  it('is bound on its host, told to it, and ACTIVE when the agent has wired it', async () => {
    const cloud = await testCloud()
    await cloud.hello('h1')
    const { network, subnet } = await withSubnet(cloud)
    const port = await cloud.netloom.ports.create(cloud.admin, {
      networkId: network.id,
      host: 'h1',
      deviceOwner: 'compute:nova',
    })
    expect(port).toMatchObject({
      status: 'DOWN',
      macAddress: expect.stringMatching(/^fa:16:3e:/) as string,
      fixedIps: [{ subnetId: subnet.id, ipAddress: expect.stringMatching(/^10\.0\.0\./) as string }],
      binding: {
        host: 'h1',
        vifType: 'tap',
        vifDetails: { port_filter: true, connectivity: 'l2', bound_drivers: { 0: 'switch' } },
        levels: [{ level: 0, driver: 'switch', segmentId: network.segments[0]?.id }],
      },
    })
    const [item] = await cloud.items('host/h1')
    expect(item).toMatchObject({
      key: `port/${port.id}`,
      body: { id: port.id, macAddress: port.macAddress, vifType: 'tap' },
    })
    await cloud.netloom.ports.reportWiring('h1', [{ portId: port.id, state: 'up' }])
    expect(await cloud.netloom.ports.get(cloud.admin, port.id)).toMatchObject({ status: 'ACTIVE' })
    await cloud.netloom.ports.delete(cloud.admin, port.id)
    expect(await cloud.items('host/h1')).toEqual([])
    await cloud.netloom.networks.delete(cloud.admin, network.id)
    for (const table of [
      'ports',
      'port_bindings',
      'port_binding_levels',
      'ip_allocations',
      'ipam_free_ranges',
      'subnets',
      'segments',
      'networks',
      'provisioning_blocks',
      'segment_allocations',
    ] as const) {
      expect([table, await cloud.store.db.selectFrom(table).selectAll().execute()]).toEqual([table, []])
    }
    await cloud.netloom.close()
  })
})
