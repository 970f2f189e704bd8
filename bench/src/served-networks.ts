import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { FeedItem } from '@netloom/core'
import { portKey } from '@netloom/core/wire'
import { DHCP_PORT_OWNER, dhcpDeviceId, type DhcpPortItem } from '@netloom/core/dhcp'
import { subnetKey } from '@netloom/core/wire'
import { dhcpRole, dnsmasqDriver } from '@netloom/agent-dhcp/agent'
import { addNamespaces, deleteNamespaces } from '@netloom/dataplane'
import { StandaloneDhcpAgent, dhcpPort, dhcpSubnet } from '@netloom/testing'
import { range } from './population.ts'
import { netnsPrefix, temporaryFolder } from './scratch.ts'

const HOST = 'host1'
const SUBNET = '11111111-1111-4111-8111-111111111111'

/** A host of its own with many networks to serve. */
export class ServedNetworks {
  readonly netns: string = `${netnsPrefix(process.pid)}dhcp`
  readonly directory: string = join(temporaryFolder(), 'dhcp')
  readonly networks: readonly string[]
  private fed: StandaloneDhcpAgent | undefined

  constructor(count: number) {
    this.networks = range(count).map(() => randomUUID())
  }

  async open(): Promise<void> {
    await mkdir(this.directory, { recursive: true })
    await addNamespaces([this.netns])
  }

  async startAgent(): Promise<void> {
    const driver = dnsmasqDriver({ directory: this.directory })
    this.fed = await StandaloneDhcpAgent.start({ host: HOST, netns: this.netns, driver, role: dhcpRole })
  }

  /** Nothing on the host changes. */
  async stopAgent(): Promise<void> {
    await this.fed?.stop()
  }

  /** The host serves all of them, each with that many guests; resolves when it has followed. */
  async serve(guests: number): Promise<void> {
    await this.fed?.assign(this.networks)
    await this.fill(this.networks, guests)
  }

  /** These have that many guests; resolves when the host has followed. */
  async fill(networks: readonly string[], guests: number): Promise<void> {
    await this.fed?.tell(networks.map((id) => [id, networkItems(id, guests)] as const))
  }

  /** What the agent would still do. */
  get steps(): number {
    return this.fed?.agent.plan().steps.length ?? 0
  }

  async close(): Promise<void> {
    await this.fed?.assign([])
    await this.stopAgent()
    await deleteNamespaces([this.netns])
  }
}

function networkItems(networkId: string, guests: number): readonly FeedItem[] {
  const network = { id: networkId, adminStateUp: true, mtu: 1450, dnsDomain: 'example.org', leaseDuration: 3600 }
  const owned = { deviceOwner: DHCP_PORT_OWNER, deviceId: dhcpDeviceId(HOST, networkId) }
  return [
    { key: 'network', revision: 1, body: network },
    { key: subnetKey(SUBNET), revision: 1, body: dhcpSubnet({ id: SUBNET, cidr: '10.0.0.0/16' }) },
    port(`${networkId.slice(0, 8)}-0000-4000-8000-000000000002`, 2, owned),
    ...range(guests).map((index) => port(guestId(index), index + 10)),
  ]
}

const guestId = (index: number): string => `${index.toString(16).padStart(8, '0')}-0000-4000-8000-000000000001`

function port(id: string, address: number, change: Partial<DhcpPortItem> = {}): FeedItem {
  const [high, low] = [address >> 8, address & 255]
  const hex = (byte: number): string => byte.toString(16).padStart(2, '0')
  const macAddress = `fa:16:3e:00:${hex(high)}:${hex(low)}`
  const fixedIps = [{ subnetId: SUBNET, ipAddress: `10.0.${String(high)}.${String(low)}` }]
  return { key: portKey(id), revision: 1, body: dhcpPort({ id, macAddress, fixedIps, ...change }) }
}
