import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Agent } from '@netloom/agent-runtime'
import { agentMark, type FeedItem, type Host, silentLogger } from '@netloom/core'
import type { PortReport } from '@netloom/core/wire'
import { addNamespaces, deleteNamespaces, kernelHost, runInNamespace } from '@netloom/dataplane'
import {
  assignmentKey,
  healthMonitorKey,
  l7PolicyKey,
  l7RuleKey,
  lbTopic,
  listenerKey,
  LOAD_BALANCER_KEY,
  loadBalancerTopic,
  memberKey,
  poolKey,
  type ServedLoadBalancer,
  vipKey,
} from '@netloom/lbaas'
import { loadBalancerRole } from '@netloom/lbaas/agent'
import { haproxyDriver } from '../src/index.ts'
import { namespaceOf, tapOf } from '../src/render/names.ts'
import { balancer, VIP_PORT } from './sample-balancer.ts'

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const BRIDGE = 'br-a'

/** A host with a bridge, a load-balancer agent, members and clients, all in namespaces of their own. */
export class BalancedHost {
  readonly name = `host-${randomUUID().slice(0, 8)}`
  readonly netns = `nlb-${randomUUID().slice(0, 8)}`
  readonly id: string
  readonly namespace: string
  readonly reports: PortReport[] = []
  private readonly guests: string[] = []
  private readonly processes: ChildProcess[] = []
  private rev = 0
  private revision = 0
  private host: Host | undefined
  private items = new Map<string, FeedItem>()
  agent: Agent | undefined
  folder = ''

  private constructor() {
    this.id = randomUUID()
    this.namespace = namespaceOf(this.id)
  }

  static async open(): Promise<BalancedHost> {
    const opened = new BalancedHost()
    opened.folder = await mkdtemp(join(tmpdir(), 'nlb-'))
    await addNamespaces([opened.netns])
    await opened.ip('link', 'add', 'name', BRIDGE, 'type', 'bridge', 'forward_delay', '0')
    await opened.ip('link', 'set', BRIDGE, 'up')
    return opened
  }

  ip(...args: string[]): Promise<string> {
    return runInNamespace(this.netns, ['ip', ...args])
  }

  get directory(): string {
    return join(this.folder, 'lbaas', this.id)
  }

  async startAgent(): Promise<Agent> {
    const driver = haproxyDriver({
      directory: join(this.folder, 'lbaas'),
      certificates: join(this.folder, 'certificates'),
    })
    const kinds = driver.kinds ?? []
    const agent = agentMark('lbaas', this.name)
    this.host = kernelHost({
      ...{ name: this.name, agent, netns: this.netns, kinds, switchKinds: false, logger: silentLogger },
    })
    this.agent = new Agent({ host: this.host, role: loadBalancerRole([driver]), auditInterval: 0 })
    this.agent.attach({
      report: (reports) => this.reports.push(...reports),
      watch: () => undefined,
      unwatch: () => undefined,
      settled: () => undefined,
    })
    await this.agent.start()
    return this.agent
  }

  /** As if killed: nothing on the host changes. */
  async stopAgent(): Promise<void> {
    await this.agent?.stop()
    await this.host?.close()
    this.agent = undefined
  }

  /** The controller tells everything; the host has followed when this resolves. */
  async serve(change: Partial<ServedLoadBalancer> | undefined): Promise<void> {
    this.items = change === undefined ? new Map<string, FeedItem>() : this.itemsOf(this.balancer(change))
    const assigned =
      change === undefined ? [] : [this.item(assignmentKey(this.id), { loadBalancerId: this.id, provider: 'haproxy' })]
    this.agent?.receive({ type: 'snapshot', topic: lbTopic(this.name), cursor: this.next(), items: assigned })
    await this.agent?.idle()
    if (change === undefined) return
    const items = [...this.items.values()]
    this.agent?.receive({ type: 'snapshot', topic: loadBalancerTopic(this.id), cursor: this.next(), items })
    await this.agent?.idle()
    await this.plug()
  }

  /** Items that are not as they were, as a controller tells them; null takes one back. The host has followed when this resolves. */
  async tell(changes: Readonly<Record<string, object | null>>): Promise<void> {
    const previous = this.rev
    this.agent?.receive({
      ...{ type: 'change', topic: loadBalancerTopic(this.id), previous, cursor: this.next() },
      changes: Object.entries(changes).map(([key, body]) => this.item(key, body)),
    })
    await this.agent?.idle()
  }

  balancer(change: Partial<ServedLoadBalancer>): ServedLoadBalancer {
    const whole = balancer(change)
    return { ...whole, loadBalancer: { ...whole.loadBalancer, id: this.id } }
  }

  /** A namespace with eth0 on the bridge. */
  async guest(address: string): Promise<string> {
    const name = `${this.netns}-${String(this.guests.length)}`
    const tap = `tapg${String(this.guests.length)}`
    this.guests.push(name)
    await addNamespaces([name])
    await this.ip('link', 'add', 'name', tap, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name)
    await this.ip('link', 'set', tap, 'master', BRIDGE, 'up')
    for (const line of [`addr add ${address}/24 dev eth0`, 'link set eth0 up', 'link set lo up'])
      await runInNamespace(name, ['ip', ...line.split(' ')])
    return name
  }

  /** A guest with an HTTP server that answers with its name. */
  async member(address: string, name: string, ...ports: number[]): Promise<ChildProcess> {
    const netns = await this.guest(address)
    return this.start(netns, 'http-server.mjs', name, ...(ports.length === 0 ? [80] : ports).map(String))
  }

  async start(netns: string, script: string, ...args: string[]): Promise<ChildProcess> {
    const child = spawn('ip', ['netns', 'exec', netns, process.execPath, path(script), ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.processes.push(child)
    if (script === 'http-server.mjs') await new Promise((resolve) => child.stdout.once('data', resolve))
    return child
  }

  async pid(): Promise<number> {
    return Number((await readFile(join(this.directory, 'pid'), 'utf8')).trim())
  }

  newest(id: string): PortReport | undefined {
    return this.reports.findLast(({ portId }) => portId === id)
  }

  async close(): Promise<void> {
    for (const child of this.processes) child.kill()
    if (this.agent === undefined) await this.startAgent()
    await this.serve(undefined)
    await this.stopAgent()
    await deleteNamespaces([...this.guests, this.namespace, this.netns])
    await rm(this.folder, { recursive: true, force: true })
  }

  /** What the switch's agent does. */
  private plug(): Promise<string> {
    return this.ip('link', 'set', tapOf(VIP_PORT), 'master', BRIDGE, 'up').catch(() => '')
  }

  private itemsOf(one: ServedLoadBalancer): Map<string, FeedItem> {
    const items: FeedItem[] = [
      this.item(LOAD_BALANCER_KEY, one.loadBalancer),
      ...one.vips.map((body) => this.item(vipKey(body.portId), body)),
      ...one.listeners.map((body) => this.item(listenerKey(body.id), body)),
      ...one.pools.map((body) => this.item(poolKey(body.id), body)),
      ...one.members.map((body) => this.item(memberKey(body.id), body)),
      ...one.healthMonitors.map((body) => this.item(healthMonitorKey(body.id), body)),
      ...one.l7Policies.map((body) => this.item(l7PolicyKey(body.id), body)),
      ...one.l7Rules.map((body) => this.item(l7RuleKey(body.id), body)),
    ]
    return new Map(items.map((item) => [item.key, item]))
  }

  private item(key: string, body: object | null): FeedItem {
    return { key, revision: (this.revision += 1), body }
  }

  private next(): { readonly epoch: string; readonly rev: number } {
    return { epoch: 'fed', rev: (this.rev += 1) }
  }
}

/** One answer to a request, or the error of curl. */
export const ask = (netns: string, url: string, ...options: string[]): Promise<string> =>
  runInNamespace(netns, ['curl', '-s', '-S', '-m', '5', ...options, url]).catch((error: unknown) => String(error))

/** What a client that never retried has seen. */
export interface ClientResult {
  readonly answered: number
  readonly failed: number
  readonly reasons: Readonly<Record<string, number>>
  readonly names: Readonly<Record<string, number>>
  readonly longest: number
  readonly connections: number
}

export async function endClient(child: ChildProcess): Promise<ClientResult> {
  const answer = new Promise<string>((resolve) => {
    child.stdout?.on('data', (piece: Buffer) => {
      resolve(piece.toString())
    })
  })
  child.stdin?.write('end\n')
  return JSON.parse(await answer) as ClientResult
}
