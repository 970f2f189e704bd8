import { dhcpNetworkTopic, dhcpTopic } from '@netloom/core/dhcp'
import { Agent } from '@netloom/agent-runtime'
import { agentMark, type FeedItem, type Host, type RoleDescription, silentLogger } from '@netloom/core'
import type { DhcpDriver } from '@netloom/core/dhcp'
import { kernelHost } from '@netloom/dataplane'

/** Where it runs, and what its driver serves from. */
export interface StandaloneDhcpAgentOptions {
  readonly host: string
  /** A namespace that is the host. */
  readonly netns: string
  readonly driver: DhcpDriver
  /** The role of a DHCP agent, `dhcpRole` of `@netloom/agent-dhcp/agent` or another that follows the same topics. */
  readonly role: (driver: DhcpDriver) => RoleDescription
  /** Whose devices it makes; default `dhcp.<host>`. */
  readonly agent?: string
}

/** A DHCP agent on a real host without controller and switch: what a controller would tell is handed to it. */
export class StandaloneDhcpAgent {
  private rev = 0

  private constructor(
    readonly agent: Agent,
    private readonly host: Host,
  ) {}

  static async start({
    host: name,
    netns,
    driver,
    role,
    agent: owner = agentMark('dhcp', name),
  }: StandaloneDhcpAgentOptions): Promise<StandaloneDhcpAgent> {
    const kinds = driver.kinds ?? []
    const host = kernelHost({ name, agent: owner, netns, kinds, switchKinds: false, logger: silentLogger })
    const agent = new Agent({ host, role: role(driver), auditInterval: 0 })
    await agent.start()
    return new StandaloneDhcpAgent(agent, host)
  }

  /** These networks are this host's, and no others; resolves when the host has followed. */
  async assign(networkIds: readonly string[]): Promise<void> {
    const items = networkIds.map((networkId) => ({ key: `network/${networkId}`, revision: 1, body: { networkId } }))
    this.agent.receive({ type: 'snapshot', topic: dhcpTopic(this.host.name), cursor: this.next(), items })
    await this.agent.idle()
  }

  /** Everything about some networks; resolves when the host has followed. */
  async tell(networks: Iterable<readonly [networkId: string, items: readonly FeedItem[]]>): Promise<void> {
    for (const [networkId, items] of networks)
      this.agent.receive({ type: 'snapshot', topic: dhcpNetworkTopic(networkId), cursor: this.next(), items })
    await this.agent.idle()
  }

  /** Nothing on the host changes. */
  async stop(): Promise<void> {
    await this.agent.stop()
    await this.host.close()
  }

  private next(): { readonly epoch: string; readonly rev: number } {
    return { epoch: 'fed', rev: (this.rev += 1) }
  }
}
