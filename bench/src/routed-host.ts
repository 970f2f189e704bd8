import { randomUUID } from 'node:crypto'
import { agentMark, type FeedItem, type Host, silentLogger } from '@netloom/core'
import { Agent } from '@netloom/agent-runtime'
import { l3Role, routerKinds } from '@netloom/agent-l3/agent'
import { addNamespaces, deleteNamespaces, kernelHost } from '@netloom/dataplane'
import { range } from './population.ts'
import { netnsPrefix } from './scratch.ts'

const HOST = 'host1'
const EXTERNAL = '99999999-9999-4999-8999-999999999999'

/** A host of its own with an L3 agent; what a controller would tell is handed to it. */
export class RoutedHost {
  readonly netns: string = `${netnsPrefix(process.pid)}l3`
  private readonly routers = new Map<string, number>()
  private host: Host | undefined
  private agent: Agent | undefined
  private rev = 0

  async open(): Promise<void> {
    await addNamespaces([this.netns])
    await this.startAgent()
  }

  async startAgent(): Promise<void> {
    const options = { name: HOST, agent: agentMark('l3', HOST), netns: this.netns, kinds: routerKinds() }
    this.host = kernelHost({ ...options, switchKinds: false, logger: silentLogger })
    this.agent = new Agent({ host: this.host, role: l3Role(), auditInterval: 0 })
    await this.agent.start()
  }

  /** Nothing on the host changes. */
  async stopAgent(): Promise<void> {
    await this.agent?.stop()
    await this.host?.close()
  }

  /** So many routers more, each with an interface and a gateway; resolves when the host has followed. */
  async add(count: number): Promise<readonly string[]> {
    const ids = range(count).map(() => randomUUID())
    for (const id of ids) this.routers.set(id, this.routers.size)
    await this.tell()
    return ids
  }

  /** All of them, anew. */
  async tell(): Promise<void> {
    const items = [...this.routers.keys()].map((routerId) => item(`router/${routerId}`, { routerId }))
    this.agent?.receive({ type: 'snapshot', topic: `l3/${HOST}`, cursor: this.next(), items })
    await this.agent?.idle()
    for (const [id, number] of this.routers)
      this.agent?.receive({
        type: 'snapshot',
        topic: `router/${id}`,
        cursor: this.next(),
        items: routerItems(id, number),
      })
    await this.agent?.idle()
  }

  /** Floating IPs that come, or go, as one change of a router. */
  async change(routerId: string, changes: readonly FeedItem[]): Promise<void> {
    // What the topic's cursor was: nothing else has been told since.
    const previous = this.rev
    this.agent?.receive({ type: 'change', topic: `router/${routerId}`, previous, cursor: this.next(), changes })
    await this.agent?.idle()
  }

  /** What the agent would still do. */
  get steps(): number {
    return this.agent?.plan().steps.length ?? 0
  }

  async close(): Promise<void> {
    this.routers.clear()
    await this.tell()
    await this.stopAgent()
    await deleteNamespaces([this.netns])
  }

  private next(): { readonly epoch: string; readonly rev: number } {
    return { epoch: 'fed', rev: (this.rev += 1) }
  }
}

const item = (key: string, body: object | null): FeedItem => ({ key, revision: 1, body })

function routerItems(id: string, number: number): readonly FeedItem[] {
  const port = (kind: 'internal' | 'gateway', prefix: string, gatewayIp: string | null): FeedItem => {
    const portId = `${number.toString(16).padStart(7, '0')}${kind === 'gateway' ? 'c' : 'a'}${id.slice(8)}`
    const address = { ipAddress: `${prefix}.10`, cidr: `${prefix}.0/24`, subnetId: prefix, ipVersion: 4, gatewayIp }
    const modes = { ipv6RaMode: null, ipv6AddressMode: null, dnsNameservers: [], hostRoutes: [] }
    return item(`interface/${portId}`, {
      ...{ portId, kind, networkId: EXTERNAL, macAddress: 'fa:16:3e:00:00:0c', mtu: 1450, adminStateUp: true },
      ...{ addresses: [{ ...address, ...modes }], onLink: [] },
    })
  }
  return [
    item('router', { id, projectId: 'p', adminStateUp: true, enableSnat: true, routes: [] }),
    port('internal', '10.1.0', null),
    port('gateway', '203.0.113', '203.0.113.1'),
  ]
}

/** The n-th of a router. */
export function floatingIp(number: number, isThere = true): FeedItem {
  const id = `f0000000-0000-4000-8000-${String(number).padStart(12, '0')}`
  const end = `${String(number >> 8)}.${String(number & 255)}`
  const ends = { floatingIp: `198.18.${end}`, fixedIp: `10.2.${end}` }
  return item(`floating-ip/${id}`, isThere ? { id, ...ends, portId: id, networkId: EXTERNAL } : null)
}
