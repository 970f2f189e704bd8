import { afterEach, describe, expect, it } from 'vitest'
import { type AgentFrame, channelPair, type ControllerFrame, LINK_PROTOCOL } from '@netloom/core/wire'
import { haReportId } from '../../src/index.ts'
import { contextOf, type L3Cloud, type Shown, startL3Cloud } from './l3-cloud.ts'
import { l3Link } from './l3-link.ts'
import { HA, INTERFACE, HaQuestions } from './ha-questions.ts'

let cloud: L3Cloud
afterEach(() => cloud.close())

const idle = (): Promise<void> => new HaQuestions(cloud).idle()
const haRouter = (more?: object): Promise<string> => new HaQuestions(cloud).haRouter(more)
const portsOf = (routerId: string): Promise<readonly Shown[]> => new HaQuestions(cloud).portsOf(routerId)
const hostsOf = (routerId: string, owner: string): Promise<readonly unknown[]> =>
  new HaQuestions(cloud).hostsOf(routerId, owner)
const haNetworks = (who?: string): Promise<readonly Shown[]> => new HaQuestions(cloud).haNetworks(who)
const statesOf = (routerId: string): Promise<readonly unknown[]> => new HaQuestions(cloud).statesOf(routerId)

/** What the Linux bridge agent of a host may watch, and what it is told of a report about a port. */
async function switchMay(
  { netloom }: L3Cloud,
  host: string,
  networkId: string,
  portId: string,
): Promise<{ readonly watches: boolean; readonly warning: string }> {
  const [theirs, ours] = channelPair<ControllerFrame, AgentFrame>()
  const frames: ControllerFrame[] = []
  ours.onFrame((frame) => frames.push(frame))
  netloom.serveAgent(theirs)
  const until = async (...types: readonly string[]): Promise<void> => {
    await expect.poll(() => frames.some((frame) => types.includes(frame.type))).toBe(true)
  }
  const configurations = { tunnelingIp: host === 'h1' ? '192.0.2.1' : '192.0.2.2', tunnelTypes: ['vxlan'] }
  const agent = { agentType: 'Linux bridge agent', binary: 't', host, start: false }
  const mappings = { interfaceMappings: { public: 'eth1' } }
  ours.send({
    type: 'hello',
    protocol: LINK_PROTOCOL,
    agent: { ...agent, configurations: { ...configurations, ...mappings } },
  })
  await until('welcome')
  ours.send({ type: 'watch', topic: `network/${networkId}` })
  ours.send({ type: 'report', id: 1, ports: [{ portId, state: 'up' }], entity: 'L2' })
  await until('ack')
  await until('snapshot', 'denied')
  const ack = frames.find(({ type }) => type === 'ack') as { readonly warning?: string } | undefined
  ours.close()
  return { watches: frames.some(({ type }) => type === 'snapshot'), warning: ack?.warning ?? '' }
}

describe('an HA router', () => {
  it('is on several agents, each with a port on a network that tenants do not see', async () => {
    cloud = await startL3Cloud()
    await cloud.l3Agent('h1')
    await cloud.l3Agent('h2')
    const id = await haRouter()
    expect(await statesOf(id)).toEqual([
      ['h1', 'standby'],
      ['h2', 'standby'],
    ])
    expect(await hostsOf(id, HA)).toEqual(['h1', 'h2'])
    const [network] = await haNetworks()
    expect(network).toMatchObject({ name: 'HA network tenant s1', project_id: '', shared: false })
    expect(await haNetworks('s1')).toEqual([])
    const [subnet] = (await cloud.call('GET', `/subnets?network_id=${String(network?.['id'])}`)).body['subnets'] ?? []
    expect(subnet).toMatchObject({ cidr: '169.254.192.0/18', enable_dhcp: false, gateway_ip: null })
    const items = await cloud.published(`router/${id}`)
    expect(items['router']).toMatchObject({ ha: { virtualRouterId: 1, networkCidr: '169.254.192.0/18' } })
    const speaking = Object.values(items).filter((item) => (item as Shown)['kind'] === 'ha') as readonly Shown[]
    expect(speaking.map(({ host }) => host).toSorted()).toEqual(['h1', 'h2'])
    const own = speaking.find(({ host }) => host === 'h1')
    expect(await cloud.published('l3/h1')).toEqual({
      [`router/${id}`]: { routerId: id, ha: { portId: own?.['portId'], priority: expect.any(Number) as number } },
    })
    const told = await Promise.all(
      ['h1', 'h2'].map(async (host) => Object.values(await cloud.published(`l3/${host}`))[0]),
    )
    expect(told.map((item) => ((item as Shown)['ha'] as Shown)['priority']).toSorted()).toEqual([245, 250])
  })

  it('is on at most max_l3_agents_per_router agents, and gets those that come later', async () => {
    cloud = await startL3Cloud({ maxL3AgentsPerRouter: 2 })
    await cloud.l3Agent('h1')
    const id = await haRouter()
    expect(await hostsOf(id, HA)).toEqual(['h1'])
    await cloud.l3Agent('h2')
    await cloud.l3Agent('h3')
    expect(await hostsOf(id, HA)).toEqual(['h1', 'h2'])
  })

  it('is not given to an agent that says it has no keepalived', async () => {
    cloud = await startL3Cloud()
    await cloud.l3Agent('h1', { haRouters: false })
    await cloud.l3Agent('h3', {})
    await cloud.l3Agent('h2', { haRouters: true })
    expect(await hostsOf(await haRouter(), HA)).toEqual(['h2'])
  })

  it('has its ports where it is active, and they follow when another agent says that it is', async () => {
    cloud = await startL3Cloud()
    await cloud.l3Agent('h1')
    await cloud.l3Agent('h2')
    const { subnetId } = await cloud.inside('s1')
    const id = await haRouter()
    await cloud.call('PUT', `/routers/${id}/add_router_interface`, { subnet_id: subnetId })
    const [first, second] = [await l3Link(cloud.netloom, 'h1'), await l3Link(cloud.netloom, 'h2')]
    const report = haReportId(id)
    for (const [link, host] of [
      [second, 'h2'],
      [first, 'h1'],
    ] as const) {
      expect(await link.report([{ portId: report, state: 'up' }])).toBe('')
      await idle()
      expect(await hostsOf(id, INTERFACE)).toEqual([host])
    }
    await second.report([{ portId: report, state: 'down' }])
    expect(await statesOf(id)).toEqual([
      ['h1', 'active'],
      ['h2', 'standby'],
    ])
    // a new connection names all that is up: it is not active any more
    await first.reportAll([])
    await second.reportAll([report])
    await idle()
    expect([await statesOf(id), await hostsOf(id, INTERFACE), await hostsOf(id, HA)]).toEqual([
      [
        ['h1', 'standby'],
        ['h2', 'active'],
      ],
      ['h2'],
      ['h1', 'h2'],
    ])
  })

  it('has the statuses of its floating IPs from the agent that is active alone', async () => {
    cloud = await startL3Cloud()
    await cloud.l3Agent('h1')
    await cloud.l3Agent('h2')
    const { subnetId, portId } = await cloud.inside('s1')
    const id = await haRouter({ external_gateway_info: { network_id: cloud.outside.networkId } })
    await cloud.call('PUT', `/routers/${id}/add_router_interface`, { subnet_id: subnetId })
    const floatingip = { floating_network_id: cloud.outside.networkId, port_id: portId }
    const fip = String((await cloud.make('/floatingips', { floatingip }, 's1'))['id'])
    const status = async (): Promise<unknown> =>
      (await cloud.call('GET', `/floatingips/${fip}`)).body['floatingip']?.['status']
    const [active, standby] = [await l3Link(cloud.netloom, 'h1'), await l3Link(cloud.netloom, 'h2')]
    await active.report([
      { portId: haReportId(id), state: 'up' },
      { portId: fip, state: 'up' },
    ])
    expect(await status()).toBe('ACTIVE')
    await standby.report([{ portId: fip, state: 'down' }])
    await standby.reportAll([])
    expect(await status()).toBe('ACTIVE')
    await active.report([{ portId: fip, state: 'down' }])
    expect(await status()).toBe('DOWN')
  })

  it('has its ports plugged on every host of it, and on those alone', async () => {
    cloud = await startL3Cloud()
    const agents = [await cloud.l3Agent('h1'), await cloud.l3Agent('h2')]
    const { subnetId, networkId } = await cloud.inside('s1')
    const id = await haRouter({ external_gateway_info: { network_id: cloud.outside.networkId } })
    await cloud.call('PUT', `/routers/${id}/add_router_interface`, { subnet_id: subnetId })
    await idle()
    const links = [await l3Link(cloud.netloom, 'h1'), await l3Link(cloud.netloom, 'h2')]
    const pluggedOn = async (host: string): Promise<readonly unknown[]> =>
      Object.values(await cloud.published(`host/${host}`))
        .map((item) => item as Shown)
        .filter(({ deviceOwner }) => deviceOwner !== HA)
        .map(({ deviceOwner, standby = false, agentType }) => [deviceOwner, standby, agentType])
        .toSorted()
    const plugged = (standby: boolean): readonly unknown[] => [
      ['network:router_gateway', standby, 'Linux bridge agent'],
      [INTERFACE, standby, 'Linux bridge agent'],
    ]
    for (const [at, link] of links.entries()) {
      await link.report([{ portId: haReportId(id), state: 'up' }])
      await idle()
      const [active = '', other = ''] = at === 0 ? ['h1', 'h2'] : ['h2', 'h1']
      expect([await pluggedOn(active), await pluggedOn(other)]).toEqual([plugged(false), plugged(true)])
      // Nobody is active for a moment: nothing moves.
      await link.report([{ portId: haReportId(id), state: 'down' }])
      await idle()
      expect(await pluggedOn(active)).toEqual(plugged(false))
    }
    // the switch of the other host may watch the network, and speak of its ports
    const [port] = (await portsOf(id)).filter((one) => one['device_owner'] === INTERFACE)
    const permitted = await switchMay(cloud, 'h1', networkId, String(port?.['id']))
    expect(permitted).toEqual({ watches: true, warning: '' })
    await cloud.call('DELETE', `/agents/${agents[0] ?? ''}/l3-routers/${id}`)
    expect(await pluggedOn('h1')).toEqual([])
    expect(await switchMay(cloud, 'h1', networkId, String(port?.['id']))).toMatchObject({ watches: false })
    await cloud.call('POST', `/agents/${agents[0] ?? ''}/l3-routers`, { router_id: id })
    expect(await pluggedOn('h1')).toEqual(plugged(true))
    await cloud.call('PUT', `/routers/${id}/remove_router_interface`, { subnet_id: subnetId })
    await cloud.call('DELETE', `/routers/${id}`)
    expect([await pluggedOn('h1'), await pluggedOn('h2')]).toEqual([[], []])
  })

  it('of a report about a router that the agent does not have is told as foreign', async () => {
    cloud = await startL3Cloud({ maxL3AgentsPerRouter: 1 })
    await cloud.l3Agent('h1')
    const id = await haRouter()
    await cloud.l3Agent('h2')
    const other = await l3Link(cloud.netloom, 'h2')
    expect(await other.report([{ portId: haReportId(id), state: 'up' }])).toContain('1 objects are not on host "h2"')
    expect(await statesOf(id)).toEqual([['h1', 'standby']])
  })

  it('leaves an agent with its port, and takes another by an administrator', async () => {
    cloud = await startL3Cloud({ maxL3AgentsPerRouter: 1 })
    const first = await cloud.l3Agent('h1')
    const id = await haRouter()
    const second = await cloud.l3Agent('h2')
    expect(await cloud.refusal('POST', `/agents/${second}/l3-routers`, { router_id: id })).toEqual([201])
    expect(await hostsOf(id, HA)).toEqual(['h1', 'h2'])
    expect(await cloud.refusal('DELETE', `/agents/${first}/l3-routers/${id}`)).toEqual([204])
    expect([await hostsOf(id, HA), await cloud.published('l3/h1')]).toEqual([['h2'], {}])
  })

  it('takes its ports, and the last one the network, along', async () => {
    cloud = await startL3Cloud()
    await cloud.l3Agent('h1')
    const [one, two] = [
      await haRouter(),
      await haRouter({ external_gateway_info: { network_id: cloud.outside.networkId } }),
    ]
    const numbers = await Promise.all(
      [one, two].map(async (id) => (await cloud.published(`router/${id}`))['router'] as Shown),
    )
    expect(numbers.map((item) => (item['ha'] as Shown)['virtualRouterId'])).toEqual([1, 2])
    expect(await haNetworks()).toHaveLength(1)
    const [network] = await haNetworks()
    expect(await cloud.refusal('DELETE', `/networks/${String(network?.['id'])}`)).toEqual([
      409,
      'NetworkInUse',
      expect.any(String),
    ])
    const [port] = await portsOf(one)
    expect(await cloud.refusal('DELETE', `/ports/${String(port?.['id'])}`)).toEqual([
      409,
      'ServicePortInUse',
      expect.any(String),
    ])
    await cloud.call('DELETE', `/routers/${two}`)
    expect([await portsOf(two), await haNetworks()]).toEqual([[], [expect.anything()]])
    // the number is free again
    const three = await haRouter()
    expect((await cloud.published(`router/${three}`))['router']).toMatchObject({ ha: { virtualRouterId: 2 } })
    await cloud.call('DELETE', `/routers/${three}`)
    await cloud.call('DELETE', `/routers/${one}`)
    expect([await portsOf(one), await haNetworks()]).toEqual([[], []])
    expect(await cloud.published('l3/h1')).toEqual({})
  })

  it('is the 254th of its project at most', async () => {
    cloud = await startL3Cloud({ l3Ha: true })
    const admin = contextOf('admin')
    const made = Array.from({ length: 254 }, () => ({ projectId: 's1' }))
    await cloud.netloom.quotas.update(admin, 's1', { router: 1000 })
    await cloud.netloom.services.routers.createMany(admin, made)
    expect(await cloud.refusal('POST', '/routers', { router: { project_id: 's1' } })).toEqual([
      409,
      'NoVRIDAvailable',
      expect.stringContaining('The limit of number of HA Routers per tenant is 254.'),
    ])
    await cloud.make('/routers', { router: { project_id: 's2' } })
    expect((await haNetworks()).map(({ name }) => name).toSorted()).toEqual([
      'HA network tenant s1',
      'HA network tenant s2',
    ])
  })

  it('is one network of a project, however many are created at once', async () => {
    cloud = await startL3Cloud({ l3Ha: true })
    const routers = await Promise.all(
      Array.from({ length: 8 }, () => cloud.make('/routers', { router: { project_id: 's1' } })),
    )
    expect(new Set(routers.map(({ ha }) => ha))).toEqual(new Set([true]))
    expect(await haNetworks()).toHaveLength(1)
  })
})
