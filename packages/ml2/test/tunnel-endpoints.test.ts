import { describe, expect, it } from 'vitest'
import { adminContext } from '@netloom/core'
import { type AgentFrame, channelPair, type ControllerFrame, LINK_PROTOCOL } from '@netloom/core/wire'
import { TEST_AGENT, switchDriver, typeModule } from './support/fake-drivers.ts'
import { testCloud, type TestCloud } from './support/test-netloom.ts'

const endpoints = async ({ items }: TestCloud, type = 'vxlan'): Promise<readonly unknown[]> =>
  (await items(`tunnels/${type}`)).map(({ body }) => body)
const end = (host: string, vtep: string): object => ({ host, vtep, networkType: 'vxlan' })

describe('a tunnel endpoint', () => {
  it('that two hosts announce belongs to the one that spoke last; ports behind the other are told so', async () => {
    const heard: unknown[] = []
    const cloud = await testCloud({
      drivers: [
        switchDriver({
          updatePortPrecommit: ({ current, hostAgents }) => {
            heard.push([current.id, hostAgents(TEST_AGENT)[0]?.configurations.tunnelingIp])
            return Promise.resolve()
          },
        }),
      ],
    })
    const { netloom, admin } = cloud
    await cloud.hello('h1')
    const { id: networkId } = await netloom.networks.create(admin, {})
    const { id } = await netloom.ports.create(admin, { networkId, host: 'h1' })
    await netloom.ports.reportWiring('h1', [{ portId: id, state: 'up' }])
    heard.length = 0

    await cloud.hello('h2', { tunnelingIp: '192.0.2.1' })
    expect(await endpoints(cloud)).toEqual([end('h2', '192.0.2.1')])
    expect(heard).toEqual([[id, undefined]])
    const late = await netloom.ports.create(admin, { networkId, host: 'h1' })
    expect(late.binding.vifType).toBe('binding_failed')
    expect(cloud.logger.lines).toContainEqual(expect.stringContaining('two hosts say the same tunnel endpoint'))

    await cloud.hello('h1', { tunnelingIp: '192.0.2.7' })
    expect(await endpoints(cloud)).toEqual([end('h1', '192.0.2.7'), end('h2', '192.0.2.1')])
    expect(heard.slice(1)).toContainEqual([id, '192.0.2.7'])
    await netloom.close()
  })

  it('replaces the one that its host had; two agents of a host may share it', async () => {
    const cloud = await testCloud()
    const { agents } = cloud.netloom
    await cloud.hello('h1')
    await cloud.hello('h1', { tunnelingIp: '192.0.2.9' })
    expect(await endpoints(cloud)).toEqual([end('h1', '192.0.2.9')])
    const configurations = { tunnelingIp: '192.0.2.9', tunnelTypes: ['vxlan'] }
    const second = { agentType: 'Second agent', binary: 'test', host: 'h1', configurations, start: true }
    const { agent } = await agents.hello(second)
    await agents.delete(agent.id)
    expect(await endpoints(cloud)).toEqual([end('h1', '192.0.2.9')])
    const [first] = await agents.list({ host: 'h1' })
    await agents.delete(first!.id)
    expect(await endpoints(cloud)).toEqual([])
    await cloud.netloom.close()
  })

  it('of an IPv6 underlay is compared and told in one spelling', async () => {
    const cloud = await testCloud({ ml2: { overlayIpVersion: 6 } })
    await cloud.hello('h1', { tunnelingIp: '2001:DB8:0::1' })
    await cloud.hello('h2', { tunnelingIp: '2001:db8::0:1' })
    expect(await endpoints(cloud)).toEqual([end('h2', '2001:db8::1')])
    await cloud.netloom.close()
  })

  it('is announced for types that have a driver, for no other text', async () => {
    const cloud = await testCloud({ types: [typeModule(), typeModule('gre')] })
    await cloud.hello('h1', { tunnelTypes: ['gre', 'stt', 'any text'] })
    expect(await Promise.all(['gre', 'stt', 'any text', 'vxlan'].map((type) => endpoints(cloud, type)))).toMatchObject([
      [{ host: 'h1', vtep: '192.0.2.1' }],
      [],
      [],
      [],
    ])
    await cloud.netloom.close()
  })
})

describe('what an agent says of itself', () => {
  it.each([
    [{ tunnelingIp: '2001:db8::1' }, 'tunnelingIp = "2001:db8::1": is an IPv6 address, and overlay_ip_version'],
    [{ tunnelingIp: 'attic' }, 'tunnelingIp = "attic": is no address; local_ip of the agent must be an IPv4 address'],
    [{ tunnelingIp: '127.0.0.1' }, 'tunnelingIp = "127.0.0.1": is not the address of a host'],
    [{ tunnelingIp: '0.0.0.0' }, 'is not the address of a host'],
    [{ tunnelingIp: '239.1.1.1' }, 'is not the address of a host'],
    [{ tunnelingIp: 7 }, 'tunnelingIp = 7: must be the text of an address'],
    [{ tunnelTypes: 'vxlan' }, 'tunnelTypes = "vxlan": must be a list of network types'],
    [{ tunnelTypes: ['x'.repeat(33)] }, 'is longer than 32 characters'],
    [{ plainTypes: [1] }, 'plainTypes.0 = 1: must be text'],
    [{ bridgeMappings: ['physnet1'] }, 'bridgeMappings = ["physnet1"]: must be an object'],
    [{ interfaceMappings: { physnet1: 5 } }, 'interfaceMappings.physnet1 = 5: must be text'],
    [{ anything: 'x'.repeat(70_000) }, 'are longer than 65536 characters'],
  ])('%j is refused, in hellos and in heartbeats, and changes nothing', async (configurations, message) => {
    const cloud = await testCloud()
    const refused = { code: 'InvalidInput', status: 400, message: expect.stringContaining(message) as string }
    await expect(cloud.hello('h1', configurations)).rejects.toMatchObject(refused)
    expect(await cloud.netloom.agents.list()).toEqual([])
    const { id } = await cloud.hello('h1')
    await expect(cloud.netloom.agents.heartbeat(id, configurations)).rejects.toMatchObject(refused)
    expect(await endpoints(cloud)).toEqual([end('h1', '192.0.2.1')])
    await cloud.netloom.close()
  })

  it('is refused on the link with the reason', async () => {
    const { netloom } = await testCloud()
    const [theirs, ours] = channelPair<ControllerFrame, AgentFrame>()
    const answer = new Promise<ControllerFrame>((resolve) => {
      ours.onFrame(resolve)
    })
    netloom.serveAgent(theirs)
    const agent = { agentType: TEST_AGENT, binary: 'test', host: 'h1', start: true }
    ours.send({
      type: 'hello',
      protocol: LINK_PROTOCOL,
      agent: { ...agent, configurations: { tunnelingIp: '2001:db8::1' } },
    })
    expect(await answer).toMatchObject({
      type: 'refused',
      code: 'InvalidInput',
      message: expect.stringContaining('overlay_ip_version') as string,
    })
    expect(await netloom.agentRecords.list(adminContext(''))).toEqual([])
    await netloom.close()
  })
})
