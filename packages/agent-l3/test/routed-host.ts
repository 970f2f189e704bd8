import { randomUUID } from 'node:crypto'
import { agentMark, type FeedItem, type Host, silentLogger } from '@netloom/core'
import { Agent } from '@netloom/agent-runtime'
import { addNamespaces, deleteNamespaces, kernelHost, runInNamespace } from '@netloom/dataplane'
import { l3Role, routerKinds } from '../src/agent/index.ts'
import type { L3Options } from '../src/render/l3-options.ts'
import { namespaceOf, tapOf } from '../src/render/names.ts'
import type {
  ConntrackHelperItem,
  FloatingIpItem,
  PortForwardingItem,
  RouterAddress,
  RouterInterfaceItem,
  RouterItem,
} from '../src/wire/router-items.ts'
import {
  conntrackHelperKey,
  assignmentKey,
  floatingIpKey,
  interfaceKey,
  l3Topic,
  portForwardingKey,
  routerTopic,
} from '../src/wire/router-topics.ts'

export const EXTERNAL = '99999999-9999-4999-8999-999999999999'

/** A host with a bridge for each network, an L3 agent on it, guests, and the world outside at 203.0.113.1. */
export class RoutedHost {
  readonly name = `host-${randomUUID().slice(0, 8)}`
  readonly routerId: string = randomUUID()
  readonly netns = `nlr-${randomUUID().slice(0, 8)}`
  readonly namespace: string = namespaceOf(this.routerId)
  readonly items = new Map<string, FeedItem>()
  private readonly guests: string[] = []
  private rev = 0
  private host: Host | undefined
  agent: Agent | undefined
  outside = ''

  static async open(): Promise<RoutedHost> {
    const routed = new RoutedHost()
    await addNamespaces([routed.netns])
    for (const bridge of ['br-a', 'br-b', 'br-x']) {
      await routed.ip('link', 'add', bridge, 'type', 'bridge', 'forward_delay', '0')
      await routed.ip('link', 'set', bridge, 'up')
    }
    routed.outside = await routed.guest('br-x', '203.0.113.1/24', undefined, 'fa:16:3e:99:00:01')
    return routed
  }

  ip(...args: string[]): Promise<string> {
    return runInNamespace(this.netns, ['ip', ...args])
  }

  inRouter(...command: string[]): Promise<string> {
    return runInNamespace(this.namespace, command)
  }

  /** A new agent process, as far as the host can tell. */
  async startAgent(options: L3Options = {}): Promise<Agent> {
    const agent = agentMark('l3', this.name)
    const { name, netns } = this
    this.host = kernelHost({
      name,
      agent,
      netns,
      kinds: routerKinds(options),
      switchKinds: false,
      logger: silentLogger,
    })
    this.agent = new Agent({ host: this.host, role: l3Role(options), auditInterval: 0 })
    await this.agent.start()
    return this.agent
  }

  /** As if killed: nothing on the host changes. */
  async stopAgent(): Promise<void> {
    await this.agent?.stop()
    await this.host?.close()
    this.agent = undefined
  }

  /** The controller tells everything; the host has followed when this resolves. A body of null takes an item back. */
  async serve(...items: readonly FeedItem[]): Promise<void> {
    for (const item of items) {
      if (item.body === null) this.items.delete(item.key)
      else this.items.set(item.key, item)
    }
    const { agent, routerId } = this
    if (agent === undefined) return
    const assigned = this.items.size === 0 ? [] : [item(assignmentKey(routerId), { routerId })]
    agent.receive({ type: 'snapshot', topic: l3Topic(this.name), cursor: this.next(), items: assigned })
    await agent.idle()
    if (this.items.size === 0) return
    agent.receive({
      type: 'snapshot',
      topic: routerTopic(routerId),
      cursor: this.next(),
      items: [...this.items.values()],
    })
    await agent.idle()
    await this.plug()
  }

  /** One change, as a controller tells it. The host has followed when this resolves. */
  async tell(changed: FeedItem): Promise<void> {
    const previous = this.rev
    this.agent?.receive({
      ...{ type: 'change', topic: routerTopic(this.routerId), previous },
      ...{ cursor: this.next(), changes: [changed] },
    })
    await this.agent?.idle()
  }

  router(change: Partial<RouterItem> = {}): FeedItem {
    const body = { id: this.routerId, projectId: 'p', adminStateUp: true, enableSnat: true, routes: [] }
    return item('router', { ...body, ...change })
  }

  /** Of network a (10.1.0.0/24) or b (10.2.0.0/24), with .1; or the gateway, with 203.0.113.10. */
  interface(where: 'a' | 'b' | 'x', change: Partial<RouterInterfaceItem> = {}): FeedItem {
    const portId = portOf(where)
    const body: RouterInterfaceItem = {
      portId,
      kind: where === 'x' ? 'gateway' : 'internal',
      networkId: where === 'x' ? EXTERNAL : portId,
      macAddress: `fa:16:3e:00:00:0${where === 'x' ? 'c' : where}`,
      mtu: 1450,
      adminStateUp: true,
      addresses: [
        where === 'x'
          ? address('203.0.113.10', '203.0.113.0/24', '203.0.113.1')
          : address(
              `10.${where === 'a' ? '1' : '2'}.0.1`,
              `10.${where === 'a' ? '1' : '2'}.0.0/24`,
              `10.${where === 'a' ? '1' : '2'}.0.1`,
            ),
      ],
      onLink: [],
      ...change,
    }
    return item(interfaceKey(portId), body)
  }

  /** A guest, or a host outside: a namespace with eth0. */
  async guest(bridge: string, prefix: string, gateway: string | undefined, mac: string): Promise<string> {
    const name = `${this.netns}-${String(this.guests.length)}`
    await addNamespaces([name])
    const tap = `tapg${String(this.guests.length)}`
    this.guests.push(name)
    await this.ip('link', 'add', tap, 'type', 'veth', 'peer', 'name', 'eth0', 'address', mac, 'netns', name)
    await this.ip('link', 'set', tap, 'master', bridge, 'up')
    await runInNamespace(name, ['ethtool', '-K', 'eth0', 'tx', 'off'])
    await runInNamespace(name, ['ip', 'addr', 'add', prefix, 'dev', 'eth0'])
    await runInNamespace(name, ['ip', 'link', 'set', 'eth0', 'up'])
    if (gateway !== undefined) await runInNamespace(name, ['ip', 'route', 'add', 'default', 'via', gateway])
    return name
  }

  /** What the switch's agent does: each interface joins the bridge of its network. */
  private async plug(): Promise<void> {
    for (const where of ['a', 'b', 'x'] as const)
      if (this.items.has(interfaceKey(portOf(where))))
        await this.ip('link', 'set', tapOf(portOf(where)), 'master', `br-${where}`).catch(() => '')
  }

  async close(): Promise<void> {
    this.items.clear()
    if (this.agent === undefined) await this.startAgent()
    await this.serve()
    await this.stopAgent()
    await deleteNamespaces([...this.guests, this.namespace, this.netns])
  }

  private next(): { readonly epoch: string; readonly rev: number } {
    return { epoch: 'fed', rev: (this.rev += 1) }
  }
}

export const portOf = (where: 'a' | 'b' | 'x'): string =>
  `${{ a: 'aaaaaaaa', b: 'bbbbbbbb', x: 'cccccccc' }[where]}-0000-4000-8000-000000000001`

export const address = (ipAddress: string, cidr: string, gatewayIp: string | null): RouterAddress => ({
  ...{ ipAddress, cidr, gatewayIp, subnetId: cidr, ipVersion: cidr.includes(':') ? 6 : 4 },
  ...{ ipv6RaMode: null, ipv6AddressMode: null, dnsNameservers: [], hostRoutes: [] },
})

let revision = 0
export const item = (key: string, body: object | null): FeedItem => ({ key, revision: (revision += 1), body })

export const floatingIp = (
  id: string,
  floating: string,
  fixedIp: string,
  change: Partial<FloatingIpItem> = {},
): FeedItem =>
  item(floatingIpKey(id), { id, floatingIp: floating, fixedIp, portId: id, networkId: EXTERNAL, ...change })

export const forwarding = (id: string, change: Partial<PortForwardingItem>): FeedItem =>
  item(portForwardingKey(id), {
    ...{ id, floatingIpId: id, floatingIp: '203.0.113.30', protocol: 'tcp', externalPorts: [80, 80] },
    ...{ internalIp: '10.1.0.5', internalPorts: [8080, 8080], ...change },
  })

/** One answer to a ping, or none. */
export const helper = (id: string, change: Partial<ConntrackHelperItem> = {}): FeedItem =>
  item(conntrackHelperKey(id), { id, protocol: 'tcp', port: 21, helper: 'ftp', ...change })

export const pings = (netns: string, target: string, count = 1): Promise<boolean> =>
  runInNamespace(netns, ['ping', '-c', String(count), '-W', '1', '-i', '0.2', target]).then(
    () => true,
    () => false,
  )

/** Who asks a TCP server of a guest, as the server sees him. */
export async function askTcp(from: string, target: string, port: number): Promise<string> {
  const script = `exec 3<>/dev/tcp/${target}/${String(port)} && timeout 3 cat <&3`
  return (await runInNamespace(from, ['timeout', '4', 'bash', '-c', script]).catch(() => 'nobody')).trim()
}
