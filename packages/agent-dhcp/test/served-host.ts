import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FeedItem } from '@netloom/core'
import { portKey } from '@netloom/core/wire'
import { DHCP_PORT_OWNER, dhcpDeviceId, type DhcpPortItem, type DhcpSubnetItem } from '@netloom/core/dhcp'
import { subnetKey } from '@netloom/core/wire'
import type { Agent } from '@netloom/agent-runtime'
import { addNamespaces, deleteNamespaces, runInNamespace } from '@netloom/dataplane'
import { StandaloneDhcpAgent, dhcpPort, dhcpSubnet } from '@netloom/testing'
import { namespaceOf, tapOf } from '../src/index.ts'
import { dhcpRole, dnsmasqDriver, type DnsmasqDriverOptions } from '../src/agent/index.ts'

/** Another one in each process: what two agents of one name find on a machine is either's. */
export const HOST = `host-${randomUUID().slice(0, 8)}`

/** A host with a bridge, a DHCP agent on it, and clients; one network. */
export class ServedHost {
  readonly networkId: string = randomUUID()
  readonly netns: string
  readonly namespace: string
  private readonly clients: string[] = []
  private readonly items = new Map<string, FeedItem>()
  private fed: StandaloneDhcpAgent | undefined

  private constructor(readonly directory: string) {
    this.netns = `nlt-${randomUUID().slice(0, 8)}`
    this.namespace = namespaceOf(this.networkId)
  }

  static async open(): Promise<ServedHost> {
    const served = new ServedHost(await mkdtemp(join(tmpdir(), 'netloom-dhcp-')))
    // As a state_path is: servers that are not root's get at their files.
    await chmod(served.directory, 0o711)
    await addNamespaces([served.netns])
    await served.ip('link', 'add', 'br0', 'type', 'bridge', 'forward_delay', '0')
    await served.ip('link', 'set', 'br0', 'up')
    return served
  }

  ip(...args: string[]): Promise<string> {
    return runInNamespace(this.netns, ['ip', ...args])
  }

  inServer(...command: string[]): Promise<string> {
    return runInNamespace(this.namespace, command)
  }

  get agent(): Agent | undefined {
    return this.fed?.agent
  }

  /** A new agent process, as far as the host can tell. */
  async startAgent(options: Partial<DnsmasqDriverOptions> = {}): Promise<Agent> {
    const driver = dnsmasqDriver({ directory: join(this.directory, 'dhcp'), ...options })
    this.fed = await StandaloneDhcpAgent.start({ host: HOST, netns: this.netns, driver, role: dhcpRole })
    return this.fed.agent
  }

  /** As if killed: nothing on the host changes. */
  async stopAgent(): Promise<void> {
    await this.fed?.stop()
    this.fed = undefined
  }

  /** The controller tells everything; the host has followed when this resolves. */
  async serve(...items: readonly FeedItem[]): Promise<void> {
    for (const item of items) {
      if (item.body === null) this.items.delete(item.key)
      else this.items.set(item.key, item)
    }
    await this.fed?.assign(this.items.size === 0 ? [] : [this.networkId])
    await this.fed?.tell([[this.networkId, [...this.items.values()]]])
    await this.plug()
  }

  /** What the switch's agent does: the server's port joins the bridge. */
  private async plug(): Promise<void> {
    const own = [...this.items.values()].find(
      (item) => (item.body as Partial<DhcpPortItem>).deviceOwner === DHCP_PORT_OWNER,
    )
    if (own !== undefined)
      await this.ip('link', 'set', tapOf((own.body as DhcpPortItem).id), 'master', 'br0').catch(() => '')
  }

  network(change: object = {}): FeedItem {
    const body = { id: this.networkId, adminStateUp: true, mtu: 1400, dnsDomain: 'example.org', leaseDuration: 3600 }
    return { key: 'network', revision: 1, body: { ...body, ...change } }
  }

  own(...addresses: readonly (readonly [subnetId: string, ipAddress: string])[]): FeedItem {
    return port({
      id: `${this.networkId.slice(0, 8)}-0000-4000-8000-00000000d4c9`,
      macAddress: 'fa:16:3e:00:00:01',
      deviceOwner: DHCP_PORT_OWNER,
      deviceId: dhcpDeviceId(HOST, this.networkId),
      fixedIps: addresses.map(([subnetId, ipAddress]) => ({ subnetId, ipAddress })),
    })
  }

  /** A VM on the bridge: a namespace with eth0. */
  async client(macAddress: string): Promise<string> {
    const name = `${this.netns}-c${String(this.clients.length)}`
    await addNamespaces([name])
    const tap = `tapc${String(this.clients.length)}`
    this.clients.push(name)
    await this.ip('link', 'add', tap, 'type', 'veth', 'peer', 'name', 'eth0', 'address', macAddress, 'netns', name)
    await this.ip('link', 'set', tap, 'master', 'br0', 'up')
    await runInNamespace(name, ['ip', 'link', 'set', 'eth0', 'up'])
    return name
  }

  async close(): Promise<void> {
    this.items.clear()
    if (this.agent === undefined) await this.startAgent()
    await this.serve()
    await this.stopAgent()
    await deleteNamespaces([...this.clients, this.namespace, this.netns])
    await rm(this.directory, { recursive: true, force: true })
  }
}

export const subnet = (id: string, change: Partial<DhcpSubnetItem>): FeedItem => ({
  key: subnetKey(id),
  revision: 1,
  body: dhcpSubnet({ id, ...change }),
})

export const port = (change: Partial<DhcpPortItem> & Pick<DhcpPortItem, 'id'>): FeedItem => ({
  key: portKey(change.id),
  revision: 1,
  body: dhcpPort(change),
})
