import { describe, expect, it } from 'vitest'
import { DHCP_ENTITY, type DhcpPortItem, dhcpNetworkTopic } from '@netloom/core/dhcp'
import type { Port, PortCreate } from '@netloom/core'
import type { DhcpServiceOptions } from '../../src/index.ts'
import { countStatements } from '../../../ml2/test/support/count-statements.ts'
import { dhcpCloud, type DhcpCloud } from './dhcp-cloud.ts'

interface Scene {
  readonly cloud: DhcpCloud
  boot(more?: Partial<PortCreate>): Promise<Port>
  status(port: Port): Promise<string>
  item(port: Port): Promise<DhcpPortItem | undefined>
}

async function scene(options: DhcpServiceOptions = {}): Promise<Scene> {
  const cloud = await dhcpCloud(options)
  await cloud.server('h1')
  await cloud.subnet('10.0.0.0/24')
  const { netloom, admin, networkId } = cloud
  return {
    cloud,
    boot: (more = {}) => netloom.ports.create(admin, { networkId, host: 'h1', deviceOwner: 'compute:nova', ...more }),
    status: async ({ id }) => (await netloom.ports.get(admin, id)).status,
    item: async ({ id }) =>
      (await cloud.items(dhcpNetworkTopic(networkId))).find(({ key }) => key === `port/${id}`)?.body as DhcpPortItem,
  }
}

describe('a port on a network with DHCP', () => {
  it('is ACTIVE when its switch and a DHCP server have done their part, in whatever order', async () => {
    const { cloud, boot, status } = await scene()
    const { ports } = cloud.netloom
    const [one, two] = [await boot(), await boot()]
    await ports.reportWiring('h1', [{ portId: one.id, state: 'up' }])
    expect(await status(one)).not.toBe('ACTIVE')
    await ports.reportProvisioned(DHCP_ENTITY, [one.id])
    expect(await status(one)).toBe('ACTIVE')
    await ports.reportProvisioned(DHCP_ENTITY, [two.id, two.id, 'unknown'])
    expect(await status(two)).not.toBe('ACTIVE')
    await ports.reportWiring('h1', [{ portId: two.id, state: 'up' }])
    expect(await status(two)).toBe('ACTIVE')
    await cloud.netloom.close()
  })

  it('does not wait for a server that is dead, or when it asks for no address', async () => {
    const { cloud, boot, status } = await scene()
    const { ports } = cloud.netloom
    const bare = await boot({ fixedIps: [] })
    await ports.reportWiring('h1', [{ portId: bare.id, state: 'up' }])
    expect(await status(bare)).toBe('ACTIVE')
    cloud.clock.pass(76)
    await cloud.hello('h1')
    const late = await boot()
    await ports.reportWiring('h1', [{ portId: late.id, state: 'up' }])
    expect(await status(late)).toBe('ACTIVE')
    await cloud.netloom.close()
  })

  it('waits no more when its only server dies before it answered', async () => {
    const { cloud, boot, status } = await scene({ allowAutomaticDhcpFailover: false })
    const port = await boot()
    await cloud.netloom.ports.reportWiring('h1', [{ portId: port.id, state: 'up' }])
    expect(await status(port)).not.toBe('ACTIVE')
    cloud.clock.pass(76)
    // It is still the network's server, but the controller looks around when another comes.
    await cloud.server('h2')
    expect(await cloud.given('h1')).toHaveLength(1)
    expect(await status(port)).toBe('ACTIVE')
    await cloud.netloom.close()
  })

  it('is told to the servers: made, changed, gone; and its status is not their business', async () => {
    const { cloud, boot, item } = await scene()
    const { netloom, admin } = cloud
    const port = await boot({ fixedIps: [{ ipAddress: '10.0.0.50' }] })
    expect(await item(port)).toMatchObject({ fixedIps: [{ ipAddress: '10.0.0.50' }], host: 'h1', dnsName: '' })
    const head = await cloud.store.log.head()
    await netloom.ports.reportWiring('h1', [{ portId: port.id, state: 'building' }])
    expect(await cloud.store.log.head()).toBe(head)
    await netloom.ports.update(admin, port.id, { fixedIps: [{ ipAddress: '10.0.0.60' }] })
    expect(await item(port)).toMatchObject({ fixedIps: [{ ipAddress: '10.0.0.60' }] })
    await netloom.ports.delete(admin, port.id)
    expect(await item(port)).toBeUndefined()
    await cloud.netloom.close()
  })

  it('is told to the servers when it was taken off its wire, if its lease is one of IPv6', async () => {
    for (const cidr of ['10.0.0.0/24', 'fd00::/64']) {
      const cloud = await dhcpCloud()
      const { netloom, admin, networkId } = cloud
      await cloud.server('h1')
      const ipVersion = cidr.includes(':') ? 6 : 4
      const mode = ipVersion === 6 ? ({ ipv6AddressMode: 'dhcpv6-stateful' } as const) : {}
      await netloom.subnets.create(admin, { networkId, ipVersion, cidr, ...mode })
      await cloud.idle()
      const port = await netloom.ports.create(admin, { networkId, deviceOwner: 'compute:nova', host: 'h1' })
      const item = async (): Promise<unknown> =>
        (await cloud.items(dhcpNetworkTopic(networkId))).find(({ key }) => key === `port/${port.id}`)?.body
      await netloom.ports.reportWiring('h1', [{ portId: port.id, state: 'up' }])
      await netloom.ports.reportProvisioned(DHCP_ENTITY, [port.id])
      expect(await item()).not.toHaveProperty('unwiredAt')
      await netloom.ports.reportWiring('h1', [{ portId: port.id, state: 'down' }])
      const { revisionNumber } = await netloom.ports.get(admin, port.id)
      if (ipVersion === 6) expect(await item()).toMatchObject({ unwiredAt: revisionNumber })
      else expect(await item()).not.toHaveProperty('unwiredAt')
      await netloom.close()
    }
  })

  it('waits no more when its network loses the last server', async () => {
    const { cloud, boot, status } = await scene()
    const { netloom, networkId } = cloud
    const port = await boot()
    await netloom.ports.reportWiring('h1', [{ portId: port.id, state: 'up' }])
    const [agent] = await netloom.services.dhcp.agentsOf(networkId)
    await netloom.services.dhcp.remove(agent?.id ?? '', networkId)
    expect(await status(port)).toBe('ACTIVE')
    expect(await cloud.published()).toEqual([])
    await cloud.netloom.close()
  })
})

it('a network that nobody serves has no topic', async () => {
  const cloud = await dhcpCloud()
  await cloud.subnet('10.0.0.0/24')
  await cloud.netloom.ports.create(cloud.admin, { networkId: cloud.networkId })
  expect(await cloud.published()).toEqual([])
  await cloud.netloom.close()
})

it('a port costs no statement more where a network is served by nobody than where it has no DHCP at all', async () => {
  const cloud = await dhcpCloud({ networkAutoSchedule: false })
  const { netloom, admin, store } = cloud
  await cloud.server('h1')
  const cost = async (enableDhcp: boolean): Promise<number> => {
    const { id: networkId } = await netloom.networks.create(admin, {})
    await netloom.subnets.create(admin, { networkId, ipVersion: 4, cidr: '10.0.0.0/24', enableDhcp })
    await cloud.idle()
    return countStatements(store, async () => {
      // Named, because what is picked at random may be the very address that the change asks for, which is then none.
      const fixedIps = [{ ipAddress: '10.0.0.5' }]
      const port = await netloom.ports.create(admin, { networkId, deviceOwner: 'compute:nova', fixedIps })
      await netloom.ports.update(admin, port.id, { fixedIps: [{ ipAddress: '10.0.0.9' }] })
      await netloom.ports.delete(admin, port.id)
    })
  }
  const plain = await cost(false)
  expect(plain).toBeGreaterThan(10)
  expect(await cost(true)).toBe(plain)
  // and what asks for servers is what is measured
  await cloud.subnet('10.0.0.0/24')
  const [agent] = (await netloom.agents.list()).filter(({ agentType }) => agentType === 'DHCP agent')
  await netloom.services.dhcp.add(agent?.id ?? '', cloud.networkId)
  const { id: other } = await netloom.networks.create(admin, {})
  await netloom.subnets.create(admin, { networkId: other, ipVersion: 4, cidr: '10.0.0.0/24' })
  const one = async (networkId: string): Promise<number> => {
    await netloom.ports.create(admin, { networkId, fixedIps: [{ ipAddress: '10.0.0.50' }] })
    const fixedIps = [{ ipAddress: '10.0.0.60' }]
    return countStatements(store, () => netloom.ports.create(admin, { networkId, fixedIps }))
  }
  expect(await one(cloud.networkId)).toBeGreaterThan(await one(other))
  await netloom.close()
})
