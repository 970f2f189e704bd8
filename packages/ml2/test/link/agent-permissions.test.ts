import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DHCP_AGENT_TYPE } from '@netloom/core/dhcp'
import {
  type AgentFrame,
  channelPair,
  type ControllerFrame,
  LINK_PROTOCOL,
  type LinkIdentity,
} from '@netloom/core/wire'
import { TEST_AGENT } from '../support/fake-drivers.ts'
import { testCloud, type TestCloud } from '../support/test-netloom.ts'
import { Peer } from './controller.ts'

let cloud: TestCloud
let network: string
let other: string
let ownPort: string
let otherPort: string

beforeEach(async () => {
  cloud = await testCloud()
  const { netloom, admin, hello } = cloud
  await hello('h1', { tunnelingIp: '192.0.2.1' })
  await hello('h2', { tunnelingIp: '192.0.2.2' })
  network = (await netloom.networks.create(admin, { name: 'blue' })).id
  other = (await netloom.networks.create(admin, { name: 'red' })).id
  ownPort = (await netloom.ports.create(admin, { networkId: network, host: 'h1' })).id
  otherPort = (await netloom.ports.create(admin, { networkId: other, host: 'h2' })).id
})
afterEach(() => cloud.netloom.close())

function connect(identity?: LinkIdentity): Peer {
  const [theirs, ours] = channelPair<ControllerFrame, AgentFrame>()
  cloud.netloom.serveAgent(theirs, identity)
  return new Peer(ours)
}

function sayHello(peer: Peer, host: string, agentType: string = TEST_AGENT, tunnelingIp = '192.0.2.1'): void {
  const configurations = agentType === TEST_AGENT ? { tunnelingIp, tunnelTypes: ['vxlan'] } : {}
  peer.send({
    type: 'hello',
    protocol: LINK_PROTOCOL,
    agent: { agentType, binary: 't', host, configurations, start: true },
  })
}

async function agentOn(host: string, agentType?: string): Promise<Peer> {
  const peer = connect()
  sayHello(peer, host, agentType, host === 'h1' ? '192.0.2.1' : '192.0.2.2')
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

describe('what an agent may watch', () => {
  it('is its own host, the networks of its ports and tunnel endpoints; anything else is denied and logged once', async () => {
    const peer = await agentOn('h1')
    const own = ['host/h1', `network/${network}`, 'tunnels/vxlan', 'security-group/h1']
    const foreign = [
      'host/h2',
      `network/${other}`,
      'dhcp/h2',
      `dhcp-network/${network}`,
      'security-group/x',
      'nonsense',
    ]
    expect(await watch(peer, [...own, ...foreign])).toEqual({ shown: own, denied: foreign })
    peer.send({ type: 'watch', topic: 'host/h2' })
    await peer.count('denied', foreign.length + 1)
    const lines = cloud.logger.lines.filter((line) => line === 'warn agent may not watch this topic')
    expect(lines).toHaveLength(foreign.length)
    expect(peer.of('denied')[0]!.message).toContain('another host than "h1"')
    expect(peer.closed).toBeUndefined()
  })

  it('is not widened by a heartbeat that names a foreign topic', async () => {
    const peer = await agentOn('h1')
    await peer.heartbeat([
      { topic: `network/${other}`, rev: 0, digest: '' },
      { topic: 'host/h1', rev: 0, digest: '' },
    ])
    await peer.count('snapshot', 1)
    await peer.heartbeat()
    expect(peer.of('snapshot').map(({ topic }) => topic)).toEqual(['host/h1'])
  })

  it('ends with the last port of a network, also for an agent that does not unwatch', async () => {
    const peer = await agentOn('h1')
    await watch(peer, [`network/${network}`])
    await cloud.netloom.ports.delete(cloud.admin, ownPort)
    await peer.heartbeat()
    const before = peer.of('change').length
    await cloud.netloom.ports.create(cloud.admin, { networkId: network, host: 'h2' })
    await peer.heartbeat()
    expect(peer.of('change')).toHaveLength(before)
  })
})

describe('what an agent may report', () => {
  it('is the ports of its host; those of others are left out, and both sides are told', async () => {
    const peer = await agentOn('h1')
    const ports = [ownPort, otherPort].map((portId) => ({ portId, state: 'up' as const }))
    peer.send({ type: 'report', id: 1, ports })
    await peer.count('ack', 1)
    expect(peer.of('ack')[0]).toEqual({ type: 'ack', id: 1, warning: '1 ports are not on host "h1" and were left out' })
    expect([await status(ownPort), await status(otherPort)]).toEqual(['ACTIVE', 'DOWN'])
    expect(cloud.logger.lines).toContain('warn agent reports ports that are not on its host; they are left out')
  })
})

describe('whom a link speaks for', () => {
  it('is refused when the token is of another host', async () => {
    const peer = connect({ host: 'h1' })
    sayHello(peer, 'h2')
    expect(await peer.end()).toBe('WrongHost')
    expect(peer.of('refused')[0]?.message).toContain('the token is of host "h1"')
    expect(cloud.logger.lines).toContain('warn agent refused')
  })

  it('is refused when a second hello names another host or another sort of agent', async () => {
    for (const [host, type] of [
      ['h2', TEST_AGENT],
      ['h1', DHCP_AGENT_TYPE],
    ] as const) {
      const peer = await agentOn('h1')
      sayHello(peer, host, type)
      expect(await peer.end()).toBe('WrongHost')
    }
  })

  it('is refused, not replaced, when another address speaks for a host that is connected', async () => {
    const real = connect({ address: '192.0.2.10' })
    sayHello(real, 'h1')
    await real.count('welcome', 1)
    const thief = connect({ address: '192.0.2.66' })
    sayHello(thief, 'h1')
    expect(await thief.end()).toBe('HostInUse')
    expect(real.closed).toBeUndefined()
    const again = connect({ address: '::ffff:192.0.2.10' })
    sayHello(again, 'h1')
    await again.count('welcome', 1)
    again.channel.close()
    const moved = connect({ address: '192.0.2.66' })
    sayHello(moved, 'h1')
    await moved.count('welcome', 1)
  })
})
