import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { silentLogger, type FeedItem, type Host } from '@netloom/core'
import {
  DHCP_PORT_OWNER,
  dhcpDeviceId,
  dhcpNetworkTopic,
  dhcpTopic,
  type DhcpPortItem,
  type DhcpSubnetItem,
} from '@netloom/core/dhcp'
import { Agent, dhcpRole } from '@netloom/agent-runtime'
import { dnsmasqDriver } from '@netloom/agent-dhcp/agent'
import { addNamespaces, deleteNamespaces, kernelHost } from '@netloom/dataplane'
import { range } from './population.ts'
import { netnsPrefix, temporaryFolder } from './rooms.ts'

const HOST = 'host1'
const SUBNET = '11111111-1111-4111-8111-111111111111'

/** A host of its own with a DHCP agent and no switch; what a controller would tell is handed to it. */
export class ServedNetworks {
  readonly netns: string = `${netnsPrefix(process.pid)}dhcp`
  readonly directory: string = join(temporaryFolder(), 'dhcp')
  readonly networks: readonly string[]
  private agent: Agent | undefined
  private host: Host | undefined
  private rev = 0

  constructor(count: number) {
    this.networks = range(count).map(() => randomUUID())
  }

  async open(): Promise<void> {
    await mkdir(this.directory, { recursive: true })
    await addNamespaces([this.netns])
  }

  async startAgent(): Promise<void> {
    const driver = dnsmasqDriver({ directory: this.directory })
    const kinds = driver.kinds ?? []
    this.host = kernelHost({ name: HOST, netns: this.netns, kinds, switchKinds: false, logger: silentLogger })
    this.agent = new Agent({ host: this.host, role: dhcpRole(driver), auditInterval: 0 })
    await this.agent.start()
  }

  /** As if it were killed: nothing on the host changes. */
  async stopAgent(): Promise<void> {
    await this.agent?.stop()
    await this.host?.close()
  }

  /** The host serves these networks. */
  async assign(networks: readonly string[]): Promise<void> {
    const items = networks.map((networkId) => ({ key: `network/${networkId}`, revision: 1, body: { networkId } }))
    this.agent?.receive({ type: 'snapshot', topic: dhcpTopic(HOST), cursor: this.next(), items })
    await this.agent?.idle()
  }

  /** These have that many guests; resolves when the host has followed. */
  async fill(networks: readonly string[], guests: number): Promise<void> {
    for (const id of networks) {
      const items = networkItems(id, guests)
      this.agent?.receive({ type: 'snapshot', topic: dhcpNetworkTopic(id), cursor: this.next(), items })
    }
    await this.agent?.idle()
  }

  private next(): { readonly epoch: string; readonly rev: number } {
    return { epoch: 'bench', rev: (this.rev += 1) }
  }

  /** What the agent would still do. */
  get steps(): number {
    return this.agent?.plan().steps.length ?? 0
  }

  async close(): Promise<void> {
    await this.assign([])
    await this.stopAgent()
    await deleteNamespaces([this.netns])
  }
}

function networkItems(networkId: string, guests: number): readonly FeedItem[] {
  const own = port(randomUUID(), 2, {
    deviceOwner: DHCP_PORT_OWNER,
    deviceId: dhcpDeviceId(HOST, networkId),
    id: `${networkId.slice(0, 8)}-0000-4000-8000-000000000002`,
  })
  const subnet: DhcpSubnetItem = {
    ...{ id: SUBNET, ipVersion: 4, cidr: '10.0.0.0/16', gatewayIp: '10.0.0.1', enableDhcp: true },
    ...{ dnsNameservers: [], hostRoutes: [], ipv6RaMode: null, ipv6AddressMode: null, segmentId: null },
  }
  const network = { id: networkId, adminStateUp: true, mtu: 1450, dnsDomain: 'example.org', leaseDuration: 3600 }
  return [
    { key: 'network', revision: 1, body: network },
    { key: `subnet/${SUBNET}`, revision: 1, body: subnet },
    own,
    ...range(guests).map((index) => port(guestId(index), index + 10)),
  ]
}

const guestId = (index: number): string => `${index.toString(16).padStart(8, '0')}-0000-4000-8000-000000000001`

function port(id: string, address: number, change: Partial<DhcpPortItem> = {}): FeedItem {
  const [high, low] = [address >> 8, address & 255]
  const hex = (byte: number): string => byte.toString(16).padStart(2, '0')
  const body: DhcpPortItem = {
    ...{
      id,
      macAddress: `fa:16:3e:00:${hex(high)}:${hex(low)}`,
      deviceOwner: 'compute:nova',
      deviceId: '',
      host: HOST,
    },
    fixedIps: [{ subnetId: SUBNET, ipAddress: `10.0.${String(high)}.${String(low)}` }],
    ...{ adminStateUp: true, extraDhcpOptions: [], dnsName: '', ...change },
  }
  return { key: `port/${body.id}`, revision: 1, body }
}
