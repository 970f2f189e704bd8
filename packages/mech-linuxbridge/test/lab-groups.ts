import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Agent } from '@netloom/agent-runtime'
import type { FeedItem, Host } from '@netloom/core'
import { type SecurityRuleItem, securityGroupTopic, securityMembersTopic } from '@netloom/core/firewall'
import { hostTopic, memberKey, networkTopic, portKey, type Topic } from '@netloom/core/wire'
import { kernelHost, runInNamespace } from '@netloom/dataplane'
import { silentLogger } from '@netloom/core'
import { linuxBridgeFirewall, linuxBridgeRenderer, tapName } from '../src/agent/index.ts'
import { LabUnderlay } from './lab-underlay.ts'
import { NETWORK_ID, network, port } from './view.ts'

const idOf = (n: number): string => `0000000${String(n)}-4e5f-4a6b-8c7d-9e8f7a6b5c4d`

/** One VXLAN network on two hosts with a VM each, whose agents are fed by hand. VM n has 10.100.0.n. */
export class LabGroups {
  private readonly hosts: Host[] = []
  private readonly servers: ChildProcess[] = []
  private revision = 0
  readonly agents: Agent[] = []

  private constructor(private readonly lab: LabUnderlay) {}

  static async open(groupOf: (n: number) => string): Promise<LabGroups> {
    const cloud = new LabGroups(await LabUnderlay.open(2))
    for (const n of [1, 2]) await cloud.start(n, groupOf)
    return cloud
  }

  host(n: number): string {
    return this.lab.netns(`h${String(n)}`)
  }

  vm(n: number): string {
    return this.lab.netns(`v${String(n + 2)}`)
  }

  /** All agents are told the whole topic. */
  async tell(topic: Topic, items: readonly FeedItem[]): Promise<void> {
    this.revision += 1
    const cursor = { epoch: 'e', rev: this.revision }
    for (const agent of this.agents) agent.receive({ type: 'snapshot', topic, cursor, items })
    await Promise.all(this.agents.map((agent) => agent.idle()))
  }

  rules(group: string, rules: readonly SecurityRuleItem[]): Promise<void> {
    const item = (body: SecurityRuleItem): FeedItem => ({ key: `rule/${body.id}`, revision: 1, body })
    return this.tell(securityGroupTopic(group), rules.map(item))
  }

  members(group: string, vms: readonly number[]): Promise<void> {
    const item = (n: number): FeedItem => {
      const body = { portId: idOf(n), addresses: [`10.100.0.${String(n)}`] }
      return { key: portKey(idOf(n)), revision: 1, body }
    }
    return this.tell(securityMembersTopic(group), vms.map(item))
  }

  /** The port of a VM is in these groups from now on. */
  async regroup(n: number, groupIds: readonly string[]): Promise<void> {
    this.revision += 1
    const cursor = { epoch: 'e', rev: this.revision }
    const agent = this.agents[n - 1]
    agent?.receive({ type: 'snapshot', topic: hostTopic(`host${String(n)}`), cursor, items: [portItem(n, groupIds)] })
    await agent?.idle()
  }

  /** A program of Python in a VM, which has said that it is ready. */
  async serve(n: number, program: string): Promise<ChildProcess> {
    const child = spawn('ip', ['netns', 'exec', this.vm(n), 'python3', '-uc', program], {
      stdio: ['ignore', 'pipe', 2],
    })
    this.servers.push(child)
    await once(child.stdout!, 'data')
    return child
  }

  python(n: number, program: string): Promise<string> {
    return runInNamespace(this.vm(n), ['python3', '-uc', program])
  }

  async pings(from: number, to: number): Promise<boolean> {
    const ping = ['ping', '-c', '1', '-W', '1', `10.100.0.${String(to)}`]
    return runInNamespace(this.vm(from), ping).then(
      () => true,
      () => false,
    )
  }

  async close(): Promise<void> {
    for (const child of this.servers) child.kill('SIGKILL')
    for (const agent of this.agents) await agent.stop()
    for (const host of this.hosts) await host.close()
    await this.lab.close()
  }

  private async start(n: number, groupOf: (n: number) => string): Promise<void> {
    const name = `host${String(n)}`
    const netns = this.host(n)
    await this.lab.boot(n, tapName(idOf(n)), macOf(n), `10.100.0.${String(n)}`)
    const options = { localIp: `192.0.2.${String(n)}`, underlay: 'eth0', l2Population: true }
    const renderer = linuxBridgeRenderer(options)
    const firewall = linuxBridgeFirewall({ netns })
    const kinds = [...(renderer.kinds ?? []), ...(firewall.kinds ?? [])]
    const host = kernelHost({ name, netns, kinds, logger: silentLogger })
    const agent = new Agent({ host, renderer, firewall })
    this.hosts.push(host)
    this.agents.push(agent)
    await agent.start()
    const tellOne = async (topic: Topic, items: readonly FeedItem[]): Promise<void> => {
      agent.receive({ type: 'snapshot', topic, cursor: { epoch: 'e', rev: 1 }, items })
      await agent.idle()
    }
    await tellOne(hostTopic(name), [portItem(n, [groupOf(n)])])
    const away = 3 - n
    const place = {
      host: `host${String(away)}`,
      vtep: `192.0.2.${String(away)}`,
      networkType: 'vxlan',
      segmentationId: 100,
    }
    await tellOne(networkTopic(NETWORK_ID), [
      { key: 'network', revision: 1, body: network() },
      { key: memberKey(place.host), revision: 1, body: place },
      {
        key: portKey(idOf(away)),
        revision: 1,
        body: { ...place, portId: idOf(away), macAddress: macOf(away), ipAddresses: [`10.100.0.${String(away)}`] },
      },
    ])
  }
}

function portItem(n: number, groupIds: readonly string[]): FeedItem {
  const fixedIps = [{ subnetId: 's', ipAddress: `10.100.0.${String(n)}` }]
  const extensions = { 'security-groups': { groupIds, stateful: true } }
  const body = { ...port({ id: idOf(n), macAddress: macOf(n), fixedIps }), extensions }
  return { key: portKey(idOf(n)), revision: 1, body }
}

const macOf = (n: number): string => `fa:16:3e:00:00:0${String(n)}`
