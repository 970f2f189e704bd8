import { DHCP_AGENT_TYPE, dhcpDeviceId, dhcpNetworkTopic, dhcpTopic } from '@netloom/core/dhcp'
import type { Agent, Ml2Options, Port, Subnet } from '@netloom/core'
import { testCloud, type TestCloud } from '../../../ml2/test/support/test-netloom.ts'
import { dhcp, type DhcpServiceOptions } from '../../src/index.ts'

export interface DhcpCloud extends TestCloud {
  readonly networkId: string
  /** A DHCP agent on this host, with a switch beside it. */
  server(host: string, availabilityZone?: string): Promise<Agent>
  subnet(cidr: string, more?: { readonly enableDhcp?: boolean }): Promise<Subnet>
  /** The port of the server on a host. */
  serverPort(host: string): Promise<Port | undefined>
  /** Item keys of the network's own topic. */
  published(): Promise<readonly string[]>
  /** Networks that a host's agent has been given. */
  given(host: string): Promise<readonly string[]>
  idle(): Promise<void>
}

/** A cloud with one network, without subnets and agents. */
export async function dhcpCloud(options: DhcpServiceOptions = {}, ml2: Partial<Ml2Options> = {}): Promise<DhcpCloud> {
  const cloud = await testCloud({ modules: [dhcp(options)], ml2 })
  const { netloom, admin, hello, items } = cloud
  const { id: networkId } = await netloom.networks.create(admin, { name: 'blue' })
  const idle = (): Promise<void> => netloom.services.dhcp.idle()
  return {
    ...cloud,
    networkId,
    idle,
    server: async (host, availabilityZone) => {
      await hello(host)
      const zone = availabilityZone === undefined ? {} : { availabilityZone }
      const { agent } = await netloom.agents.hello({
        ...{ agentType: DHCP_AGENT_TYPE, binary: 'test', host, configurations: {}, start: true },
        ...zone,
      })
      await idle()
      return agent
    },
    subnet: async (cidr, more = {}) => {
      const ipVersion = cidr.includes(':') ? 6 : 4
      const subnet = await netloom.subnets.create(admin, { networkId, ipVersion, cidr, ...more })
      await idle()
      return subnet
    },
    serverPort: async (host) => {
      const ports = await netloom.ports.list(admin, { networkId })
      return ports.find(({ deviceId }) => deviceId === dhcpDeviceId(host, networkId))
    },
    published: async () => (await items(dhcpNetworkTopic(networkId))).map(({ key }) => key).sort(),
    given: async (host) => (await items(dhcpTopic(host))).map(({ key }) => key).sort(),
  }
}
