import { DHCP_PORT_OWNER, dhcpDeviceId, type DhcpDriver, dhcpNetworkTopic, dhcpTopic } from '@netloom/core/dhcp'
import type { FeedItem } from '@netloom/core'
import { portKey } from '@netloom/core/wire'
import { simulatedHost, type SimulatedHost } from '@netloom/dataplane'
import { VirtualClock } from '@netloom/testing'
import { describe, expect, it } from 'vitest'
import type { Agent } from '@netloom/agent-runtime'
import { dhcpRole } from '../src/agent/index.ts'
import {
  HOST,
  change,
  gone,
  idOf,
  keysOn,
  macOf,
  snapshot,
  startedAgent,
  type ListeningUplink,
} from '../../agent-runtime/test/fixture.ts'

/** A "server": a bridge named after the network, and a neighbour for each address it would hand out. */
const toyDriver: DhcpDriver = {
  name: 'toy',
  network: ({ network, ports, own }) =>
    own === undefined
      ? []
      : [
          {
            state: { kind: 'bridge', name: `dhcp-${network.id.slice(0, 8)}`, owner: own.id } as { kind: string },
            rule: 'x',
          },
          ...ports.flatMap((port) =>
            port.fixedIps.map(({ ipAddress: ip }) => ({
              state: { kind: 'neighbour', device: 'dhcp-00000001', ip, mac: port.macAddress } as { kind: string },
              rule: 'host line',
            })),
          ),
        ],
}

const ROOT = dhcpTopic(HOST)
const TOPIC = dhcpNetworkTopic(idOf(1))
const assignment: FeedItem = { key: `network/${idOf(1)}`, revision: 1, body: { networkId: idOf(1) } }
const network: FeedItem = {
  key: 'network',
  revision: 3,
  body: { id: idOf(1), adminStateUp: true, mtu: 1450, dnsDomain: '', leaseDuration: 86_400 },
}

function port(n: number, change: { ip?: string; deviceOwner?: string; deviceId?: string } = {}): FeedItem {
  const { ip = `10.0.0.${String(n)}`, deviceOwner = 'compute:nova', deviceId = '' } = change
  const body = {
    id: idOf(n),
    macAddress: macOf(n),
    fixedIps: [{ subnetId: idOf(1), ipAddress: ip }],
    deviceOwner,
    deviceId,
    host: HOST,
    adminStateUp: true,
    extraDhcpOptions: [],
    dnsName: '',
  }
  return { key: portKey(idOf(n)), revision: 1, body }
}
const own = port(2, { deviceOwner: DHCP_PORT_OWNER, deviceId: dhcpDeviceId(HOST, idOf(1)) })

interface Served {
  readonly host: SimulatedHost
  readonly agent: Agent
  readonly uplink: ListeningUplink
}

async function serving(items: readonly FeedItem[]): Promise<Served> {
  const host = simulatedHost({ name: HOST, clock: new VirtualClock() })
  const { agent, uplink } = await startedAgent(host, { role: dhcpRole(toyDriver) })
  agent.receive(snapshot(ROOT, 1, [assignment]))
  await agent.idle()
  agent.receive(snapshot(TOPIC, 2, items))
  await agent.idle()
  return { host, agent, uplink }
}

describe('a DHCP agent', () => {
  it('asks for the networks that it was given, and serves them', async () => {
    const { host, uplink } = await serving([network, own, port(7)])
    expect(uplink.asked).toContain(`watch ${TOPIC}`)
    expect(await keysOn(host)).toEqual([
      'bridge dhcp-00000001',
      'neighbour dhcp-00000001 10.0.0.2',
      'neighbour dhcp-00000001 10.0.0.7',
    ])
  })

  it('tells once which ports it serves', async () => {
    const { agent, uplink } = await serving([network, own, port(7)])
    expect(uplink.reports).toEqual([
      { portId: idOf(2), state: 'up' },
      { portId: idOf(7), state: 'up' },
    ])
    agent.receive(change(TOPIC, 2, 3, [port(8)]))
    await agent.idle()
    expect(uplink.reports.slice(2)).toEqual([{ portId: idOf(8), state: 'up' }])
    expect(agent.parts.role.readyPorts()).toEqual([idOf(2), idOf(7), idOf(8)])
  })

  it('tells of no port before it has one of its own to serve from', async () => {
    const { agent, host, uplink } = await serving([network, port(7)])
    expect(uplink.reports).toEqual([])
    agent.receive(change(TOPIC, 2, 3, [own]))
    await agent.idle()
    expect(await keysOn(host)).toHaveLength(3)
    expect(uplink.reports.map(({ portId }) => portId)).toEqual([idOf(2), idOf(7)])
  })

  it('follows a changed address, and forgets a port that is gone', async () => {
    const { agent, host } = await serving([network, own, port(7)])
    agent.receive(change(TOPIC, 2, 3, [{ ...port(7, { ip: '10.0.0.99' }), revision: 2 }]))
    await agent.idle()
    expect(await keysOn(host)).toContain('neighbour dhcp-00000001 10.0.0.99')
    agent.receive(change(TOPIC, 3, 4, [gone({ ...port(7), revision: 3 })]))
    await agent.idle()
    expect(await keysOn(host)).toEqual(['bridge dhcp-00000001', 'neighbour dhcp-00000001 10.0.0.2'])
    expect(agent.parts.role.readyPorts()).toEqual([idOf(2)])
  })

  it('serves from its own port, whatever device_id a tenant gives to ports of a shared network', async () => {
    const deviceId = dhcpDeviceId(HOST, idOf(1))
    const foreign = [port(1, { deviceId }), port(3, { deviceId, deviceOwner: 'compute:nova' })]
    const { host, agent } = await serving([network, ...foreign, own])
    const bridges = (await host.read()).filter(({ kind }) => kind === 'bridge')
    expect(bridges).toMatchObject([{ owner: idOf(2) }])
    agent.receive(change(TOPIC, 2, 3, [gone({ ...own, revision: 2 })]))
    await agent.idle()
    expect(await keysOn(host)).toEqual([])
  })

  it('ends with its assignment', async () => {
    const { agent, host, uplink } = await serving([network, own, port(7)])
    agent.receive(change(ROOT, 1, 3, [gone({ ...assignment, revision: 2 })]))
    await agent.idle()
    expect(await keysOn(host)).toEqual([])
    expect(uplink.asked.at(-1)).toBe(`unwatch ${TOPIC}`)
    expect(agent.parts.role.allReports()).toEqual([])
  })
})

it('names its port as Neutron does', () => {
  // uuid.uuid5(uuid.NAMESPACE_DNS, 'host1') of Python
  expect(dhcpDeviceId('host1.example.org', 'n')).toBe(dhcpDeviceId('host1', 'n'))
  expect(dhcpDeviceId('python', 'n')).toBe('dhcp58f3fca7-516d-5a25-bc89-c247432e7f21-n')
})
