import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DHCP_AGENT_TYPE, DHCP_ENTITY } from '@netloom/core/dhcp'
import { type AgentFrame, channelPair, type ControllerFrame, LINK_PROTOCOL } from '@netloom/core/wire'
import { Peer } from '../../../ml2/test/link/controller.ts'
import { TEST_AGENT } from '../../../ml2/test/support/fake-drivers.ts'
import { testCloud, type TestCloud } from '../../../ml2/test/support/test-netloom.ts'
import { dhcp } from '../../src/index.ts'

let cloud: TestCloud
let network: string
let other: string
let ownPort: string

beforeEach(async () => {
  cloud = await testCloud({ modules: [dhcp()] })
  const { netloom, admin, hello } = cloud
  await hello('h1', { tunnelingIp: '192.0.2.1' })
  await hello('h2', { tunnelingIp: '192.0.2.2' })
  network = (await netloom.networks.create(admin, { name: 'blue' })).id
  other = (await netloom.networks.create(admin, { name: 'red' })).id
  ownPort = (await netloom.ports.create(admin, { networkId: network, host: 'h1' })).id
})
afterEach(() => cloud.netloom.close())

async function agentOn(host: string, agentType: string = TEST_AGENT): Promise<Peer> {
  const [theirs, ours] = channelPair<ControllerFrame, AgentFrame>()
  cloud.netloom.serveAgent(theirs)
  const peer = new Peer(ours)
  const tunnelingIp = host === 'h1' ? '192.0.2.1' : '192.0.2.2'
  const configurations = agentType === TEST_AGENT ? { tunnelingIp, tunnelTypes: ['vxlan'] } : {}
  const agent = { agentType, binary: 't', host, configurations, start: true }
  peer.send({ type: 'hello', protocol: LINK_PROTOCOL, agent })
  await peer.count('welcome', 1)
  return peer
}

/** Topics that came as a snapshot, and that were denied. */
async function watch(peer: Peer, topics: readonly string[]): Promise<Record<'shown' | 'denied', readonly string[]>> {
  for (const topic of topics) peer.send({ type: 'watch', topic })
  await peer.until(() => peer.of('snapshot').length + peer.of('denied').length >= topics.length)
  return { shown: peer.of('snapshot').map(({ topic }) => topic), denied: peer.of('denied').map(({ topic }) => topic) }
}

const status = async (id: string): Promise<string> => (await cloud.netloom.ports.get(cloud.admin, id)).status

describe('what a DHCP agent may watch', () => {
  it('is the networks that it serves, for a DHCP agent', async () => {
    const peer = await agentOn('h1', DHCP_AGENT_TYPE)
    await cloud.netloom.subnets.create(cloud.admin, { networkId: network, cidr: '10.0.0.0/24' })
    await cloud.netloom.services.dhcp.idle()
    const own = ['dhcp/h1', `dhcp-network/${network}`]
    expect(await watch(peer, [...own, `dhcp-network/${other}`])).toEqual({
      shown: own,
      denied: [`dhcp-network/${other}`],
    })
  })

  it('is denied to DHCP agents of other hosts, and to other agents of its own', async () => {
    await agentOn('h1', DHCP_AGENT_TYPE)
    await cloud.netloom.subnets.create(cloud.admin, { networkId: network, cidr: '10.0.0.0/24' })
    await cloud.netloom.services.dhcp.idle()
    const denied = { shown: [], denied: [`dhcp-network/${network}`] }
    expect(await watch(await agentOn('h2', DHCP_AGENT_TYPE), denied.denied)).toEqual(denied)
    expect(await watch(await agentOn('h1'), denied.denied)).toEqual(denied)
  })
})

describe('what a DHCP agent may report', () => {
  it('is nothing for the entity of another sort of agent', async () => {
    const [l2, dhcp] = [await agentOn('h1'), await agentOn('h1', DHCP_AGENT_TYPE)]
    l2.send({ type: 'wired', id: 1, portIds: [ownPort], entity: DHCP_ENTITY })
    await l2.count('ack', 1)
    expect(l2.of('ack')[0]?.error).toContain('does not report for DHCP')
    dhcp.send({ type: 'wired', id: 1, portIds: [ownPort] })
    await dhcp.count('ack', 1)
    expect(dhcp.of('ack')[0]?.error).toContain('does not report for L2')
    expect(await status(ownPort)).toBe('DOWN')
  })

  it('is not DHCP for ports of a network that another host serves', async () => {
    await agentOn('h2', DHCP_AGENT_TYPE)
    await cloud.netloom.subnets.create(cloud.admin, { networkId: network, cidr: '10.0.0.0/24' })
    await cloud.netloom.services.dhcp.idle()
    const port = await cloud.netloom.ports.create(cloud.admin, { networkId: network, host: 'h1' })
    const stranger = await agentOn('h1', DHCP_AGENT_TYPE)
    stranger.send({ type: 'report', id: 1, ports: [{ portId: port.id, state: 'up' }], entity: DHCP_ENTITY })
    await stranger.count('ack', 1)
    expect(stranger.of('ack')[0]?.warning).toContain('not on host "h1"')
  })

  it('is heard for ports of networks that it serves only', async () => {
    const port = await cloud.netloom.ports.create(cloud.admin, {
      networkId: network,
      host: 'h1',
      deviceOwner: 'compute:x',
    })
    await cloud.store.transaction((tx) =>
      tx.db
        .insertInto('provisioning_blocks')
        .values({ object_type: 'port', object_id: port.id, entity: DHCP_ENTITY })
        .execute(),
    )
    const [l2, server] = [await agentOn('h1'), await agentOn('h1', DHCP_AGENT_TYPE)]
    l2.send({ type: 'report', id: 1, ports: [{ portId: port.id, state: 'up' }] })
    server.send({ type: 'wired', id: 1, portIds: [port.id], entity: DHCP_ENTITY })
    await server.count('ack', 1)
    expect(server.of('ack')[0]?.warning).toContain('1 objects are not on host')
    expect(await status(port.id)).not.toBe('ACTIVE')
    const [agent] = await cloud.netloom.agents.list({ agentType: DHCP_AGENT_TYPE })
    await cloud.netloom.services.dhcp.add(agent?.id ?? '', network)
    server.send({ type: 'report', id: 2, ports: [{ portId: port.id, state: 'up' }], entity: DHCP_ENTITY })
    await server.count('ack', 2)
    expect(await status(port.id)).toBe('ACTIVE')
  })
})
