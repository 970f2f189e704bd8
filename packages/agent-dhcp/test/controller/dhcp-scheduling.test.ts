import { describe, expect, it } from 'vitest'
import { RESERVED_DHCP_PORT } from '@netloom/core/dhcp'
import { dhcpCloud } from './dhcp-cloud.ts'

describe('a network with DHCP', () => {
  it('gets an agent and a port for it as soon as there is one, whichever comes first', async () => {
    const first = await dhcpCloud()
    const subnet = await first.subnet('10.0.0.0/24')
    expect(await first.published()).toEqual([])
    await first.server('h1')
    const port = await first.serverPort('h1')
    expect(port).toMatchObject({
      deviceOwner: 'network:dhcp',
      fixedIps: [{ subnetId: subnet.id, ipAddress: '10.0.0.2' }],
      binding: { host: 'h1', vifType: 'tap' },
      portSecurityEnabled: false,
    })
    expect(await first.given('h1')).toEqual([`network/${first.networkId}`])
    expect(await first.published()).toEqual(['network', `port/${port?.id ?? ''}`, `subnet/${subnet.id}`])
    await first.netloom.close()

    const second = await dhcpCloud()
    await second.server('h1')
    expect(await second.given('h1')).toEqual([])
    await second.subnet('10.0.0.0/24')
    expect(await second.serverPort('h1')).toBeDefined()
    expect(await second.given('h1')).toHaveLength(1)
    await second.netloom.close()
  })

  it('is served by as many agents as configured, the least loaded first', async () => {
    const cloud = await dhcpCloud({ dhcpAgentsPerNetwork: 2 })
    const agents = [await cloud.server('h1'), await cloud.server('h2'), await cloud.server('h3')]
    await cloud.subnet('10.0.0.0/24')
    const serving = await cloud.netloom.services.dhcp.agentsOf(cloud.networkId)
    expect(serving).toHaveLength(2)
    const idle = agents.find(({ id }) => !serving.some((one) => one.id === id))
    const other = await cloud.netloom.networks.create(cloud.admin, {})
    await cloud.netloom.subnets.create(cloud.admin, { networkId: other.id, ipVersion: 4, cidr: '10.1.0.0/24' })
    await cloud.idle()
    const next = await cloud.netloom.services.dhcp.agentsOf(other.id)
    expect(next.map(({ id }) => id)).toContain(idle?.id)
    await cloud.netloom.close()
  })

  it.each([
    ['networks', 'h2'],
    ['ports', 'h1'],
  ] as const)('goes by the load that is configured: by %s to %s', async (dhcpLoadType, expected) => {
    const cloud = await dhcpCloud({ dhcpLoadType })
    const { netloom, admin } = cloud
    const network = async (): Promise<string> => {
      const { id } = await netloom.networks.create(admin, {})
      await netloom.subnets.create(admin, { networkId: id, ipVersion: 4, cidr: '10.0.0.0/24' })
      await cloud.idle()
      return id
    }
    // h1 serves two networks with little on them, h2 one with much.
    await cloud.server('h1')
    await network()
    await network()
    const { id } = await cloud.server('h2')
    const full = await network()
    expect(await netloom.services.dhcp.networksOf(id)).toEqual([full])
    for (let count = 0; count < 5; count += 1) await netloom.ports.create(admin, { networkId: full })
    const [chosen] = await netloom.services.dhcp.agentsOf(await network())
    expect(chosen?.host).toBe(expected)
    await netloom.close()
  })

  it('goes to anybody by chance', async () => {
    const cloud = await dhcpCloud({ networkScheduler: 'chance' })
    const { netloom, admin } = cloud
    const networks = async (count: number): Promise<void> => {
      for (let index = 0; index < count; index += 1) {
        const { id: networkId } = await netloom.networks.create(admin, {})
        await netloom.subnets.create(admin, { networkId, ipVersion: 4, cidr: '10.0.0.0/24' })
      }
      await cloud.idle()
    }
    const { id } = await cloud.server('h1')
    await networks(30)
    await cloud.server('h2')
    await networks(25)
    // By load all of the second lot would be h2's; by chance that happens once in thirty million runs.
    expect((await netloom.services.dhcp.networksOf(id)).length).toBeGreaterThan(30)
    await netloom.close()
  })

  it('has no server port without a subnet that wants one, and follows its subnets', async () => {
    const cloud = await dhcpCloud()
    await cloud.server('h1')
    const plain = await cloud.subnet('10.0.0.0/24', { enableDhcp: false })
    expect(await cloud.serverPort('h1')).toBeUndefined()
    const wanted = await cloud.subnet('10.1.0.0/24')
    const subnetsOf = async (): Promise<readonly string[]> =>
      ((await cloud.serverPort('h1'))?.fixedIps ?? []).map(({ subnetId }) => subnetId)
    expect(await subnetsOf()).toEqual([wanted.id])
    await cloud.netloom.subnets.update(cloud.admin, plain.id, { enableDhcp: true })
    await cloud.idle()
    expect([...(await subnetsOf())].sort()).toEqual([plain.id, wanted.id].sort())
    await cloud.netloom.subnets.delete(cloud.admin, wanted.id)
    await cloud.idle()
    expect(await subnetsOf()).toEqual([plain.id])
    await cloud.netloom.subnets.update(cloud.admin, plain.id, { enableDhcp: false })
    await cloud.idle()
    expect(await cloud.serverPort('h1')).toBeUndefined()
    await cloud.netloom.close()
  })

  it('gets its server port back when somebody deletes it', async () => {
    const cloud = await dhcpCloud()
    await cloud.server('h1')
    await cloud.subnet('10.0.0.0/24')
    const port = await cloud.serverPort('h1')
    await cloud.netloom.ports.delete(cloud.admin, port?.id ?? '')
    await cloud.idle()
    expect((await cloud.serverPort('h1'))?.id).toBe(port?.id)
    await cloud.netloom.close()
  })

  it('gets a server port that nobody made, because the controller died first', async () => {
    const cloud = await dhcpCloud()
    await cloud.server('h1')
    await cloud.subnet('10.0.0.0/24')
    const more = await cloud.subnet('10.1.0.0/24', { enableDhcp: false })
    await cloud.store.transaction(({ db }) =>
      db.updateTable('subnets').set({ enable_dhcp: 1 }).where('id', '=', more.id).execute(),
    )
    await cloud.server('h1')
    const port = await cloud.serverPort('h1')
    expect(port?.fixedIps.map(({ ipAddress }) => ipAddress).sort()).toEqual(['10.0.0.2', '10.1.0.2'])
    await cloud.netloom.close()
  })

  it('leaves nothing behind when it is deleted', async () => {
    const cloud = await dhcpCloud()
    await cloud.server('h1')
    await cloud.subnet('10.0.0.0/24')
    await cloud.netloom.networks.delete(cloud.admin, cloud.networkId)
    await cloud.idle()
    expect([await cloud.given('h1'), await cloud.published()]).toEqual([[], []])
    expect(await cloud.store.db.selectFrom('agent_assignments').selectAll().execute()).toEqual([])
    await cloud.netloom.close()
  })
})

describe('a dead DHCP agent', () => {
  it('loses its networks to a living one, which takes over its port', async () => {
    const cloud = await dhcpCloud()
    const dead = await cloud.server('h1')
    await cloud.subnet('10.0.0.0/24')
    const port = await cloud.serverPort('h1')
    cloud.clock.pass(76)
    await cloud.server('h2')
    expect((await cloud.netloom.services.dhcp.agentsOf(cloud.networkId)).map(({ host }) => host)).toEqual(['h2'])
    expect(await cloud.given('h1')).toEqual([])
    expect(await cloud.serverPort('h2')).toMatchObject({
      id: port?.id,
      fixedIps: port?.fixedIps,
      binding: { host: 'h2', vifType: 'tap' },
    })
    expect(await cloud.netloom.services.dhcp.networksOf(dead.id)).toEqual([])
    await cloud.netloom.close()
  })

  it('keeps them while nobody else is there', async () => {
    const cloud = await dhcpCloud()
    await cloud.server('h1')
    await cloud.subnet('10.0.0.0/24')
    cloud.clock.pass(76)
    await cloud.hello('h2')
    expect(await cloud.given('h1')).toHaveLength(1)
    await cloud.netloom.close()
  })

  it('gives them to others when its record is deleted', async () => {
    const cloud = await dhcpCloud()
    const gone = await cloud.server('h1')
    await cloud.subnet('10.0.0.0/24')
    await cloud.server('h2')
    await cloud.netloom.agents.delete(gone.id)
    await cloud.idle()
    expect((await cloud.netloom.services.dhcp.agentsOf(cloud.networkId)).map(({ host }) => host)).toEqual(['h2'])
    await cloud.netloom.close()
  })
})

describe('an administrator', () => {
  it('gives a network to one more agent and takes it away, whose port is then reserved, unbound and DOWN', async () => {
    const cloud = await dhcpCloud()
    await cloud.server('h1')
    await cloud.subnet('10.0.0.0/24')
    const second = await cloud.server('h2')
    const { dhcp: dhcpScheduling } = cloud.netloom.services
    await dhcpScheduling.add(second.id, cloud.networkId)
    expect(await cloud.serverPort('h2')).toMatchObject({ binding: { host: 'h2' } })
    await expect(dhcpScheduling.add(second.id, cloud.networkId)).rejects.toMatchObject({
      code: 'NetworkHostedByDHCPAgent',
      status: 409,
    })
    const port = await cloud.serverPort('h2')
    await cloud.netloom.ports.reportWiring('h2', [{ portId: port?.id ?? '', state: 'up' }])
    expect(await cloud.serverPort('h2')).toMatchObject({ status: 'ACTIVE' })
    await dhcpScheduling.remove(second.id, cloud.networkId)
    expect(await cloud.netloom.ports.get(cloud.admin, port?.id ?? '')).toMatchObject({
      deviceId: RESERVED_DHCP_PORT,
      fixedIps: port?.fixedIps,
      status: 'DOWN',
      binding: { host: '', vifType: 'unbound' },
    })
    await expect(dhcpScheduling.remove(second.id, cloud.networkId)).rejects.toMatchObject({
      code: 'NetworkNotHostedByDhcpAgent',
      status: 409,
    })
    await cloud.netloom.close()
  })

  it('cannot give one to an agent that is none of DHCP', async () => {
    const cloud = await dhcpCloud()
    const l2 = await cloud.hello('h1')
    await expect(cloud.netloom.services.dhcp.add(l2.id, cloud.networkId)).rejects.toMatchObject({
      code: 'InvalidDHCPAgent',
      status: 404,
    })
    await cloud.netloom.close()
  })
})
