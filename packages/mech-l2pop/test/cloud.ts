import {
  adminContext,
  type AgentConfigurations,
  type FeedItem,
  type Netloom,
  type Network,
  type Port,
  type PortCreate,
  type ServiceModule,
} from '@netloom/core'
import type { Store } from '@netloom/core/store'
import { networkTopic } from '@netloom/core/wire'
import { createNetloom } from '@netloom/ml2'
import { sqliteStore } from '@netloom/store'
import { l2population } from '../src/index.ts'
import { FAKE_AGENT, fakeSwitch, fakeType } from './fake-switch.ts'

/** A controller, hosts whose agents are played by the test, and one VXLAN network with a subnet. */
export interface Cloud {
  readonly netloom: Netloom
  readonly store: Store
  readonly network: Network
  hello(host: string, configurations?: AgentConfigurations): Promise<void>
  /** A port on a host, wired. */
  activePort(host: string, request?: Partial<PortCreate>): Promise<Port>
  report(port: Port, state: 'up' | 'building' | 'down', host?: string): Promise<void>
  /** Items of the network's topic, without the network itself: key → body. */
  population(networkId?: string): Promise<Readonly<Record<string, unknown>>>
  close(): Promise<void>
}

export const admin = adminContext()

export async function openCloud(
  hosts: Readonly<Record<string, string>>,
  services: readonly ServiceModule[] = [],
): Promise<Cloud> {
  const store = sqliteStore(':memory:')
  const netloom = await createNetloom({
    modules: [fakeType('local'), fakeType('vxlan'), fakeSwitch(), l2population(), ...services],
    store,
    ml2: { projectNetworkTypes: ['vxlan'] },
  })
  const hello = async (host: string, configurations: AgentConfigurations = {}): Promise<void> => {
    await netloom.agents.hello({
      agentType: FAKE_AGENT,
      binary: 'test',
      host,
      configurations: { tunnelTypes: ['vxlan'], ...configurations },
      start: true,
    })
  }
  for (const [host, tunnelingIp] of Object.entries(hosts)) await hello(host, { tunnelingIp })
  const provider = { networkType: 'vxlan', segmentationId: 100 }
  const network = await netloom.networks.create(admin, { provider })
  await netloom.subnets.create(admin, { networkId: network.id, cidr: '10.100.0.0/24' })
  const report = (port: Port, state: 'up' | 'building' | 'down', host = port.binding.host): Promise<void> =>
    netloom.ports.reportWiring(host, [{ portId: port.id, state }])
  return {
    netloom,
    store,
    network,
    hello,
    report,
    activePort: async (host, request = {}) => {
      const port = await netloom.ports.create(admin, { networkId: network.id, host, ...request })
      await report(port, 'up')
      return netloom.ports.get(admin, port.id)
    },
    population: async (networkId = network.id) => {
      const { items } = await store.log.snapshot(networkTopic(networkId))
      const told = items.filter(({ key }: FeedItem) => key !== 'network')
      return Object.fromEntries(told.map(({ key, body }) => [key, body]))
    },
    close: () => netloom.close(),
  }
}
