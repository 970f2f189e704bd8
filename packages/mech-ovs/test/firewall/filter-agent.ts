import { DesiredTable } from '@netloom/agent-runtime'
import type { FeedItem, Host, Rendered, Step } from '@netloom/core'
import type { NetworkItem, PortItem, Topic } from '@netloom/core/wire'
import { openvswitchFirewall, openvswitchRenderer, type OpenvswitchFirewallOptions } from '../../src/agent/index.ts'
import type { OvsSwitch } from '../../src/agent/kinds/ovs-switch.ts'
import type { SwitchHost } from '../switch-host.ts'

const renderer = openvswitchRenderer({ datapathType: 'netdev' })

/** What an agent does for ports of one network and the groups that they have, turn by turn. */
export class FilterAgent {
  readonly host: Host
  readonly ovs: OvsSwitch
  private readonly table: DesiredTable
  private readonly firewall: ReturnType<typeof openvswitchFirewall>

  constructor(
    lab: SwitchHost,
    private readonly network: NetworkItem,
    options: OpenvswitchFirewallOptions = {},
  ) {
    ;({ host: this.host, ovs: this.ovs } = lab.open())
    this.firewall = openvswitchFirewall(options)
    this.table = new DesiredTable(this.host.kinds)
    this.set('base', [...(renderer.base?.() ?? []), ...(this.firewall.base?.() ?? [])])
    this.set('network', renderer.network(network))
  }

  port(port: PortItem): void {
    const own = renderer.attachment(port, this.network)
    const joined = this.firewall.attachment?.(port, this.network, own) ?? own
    this.set(`port/${port.id}`, [...this.firewall.port(port, this.network), ...joined])
  }

  item(topic: Topic, item: FeedItem): void {
    this.set(`${topic} ${item.key}`, this.firewall.groups?.item(topic, item) ?? [])
  }

  gone(topic: Topic, key: string): void {
    this.set(`${topic} ${key}`, [])
  }

  items(all: ReadonlyMap<Topic, readonly FeedItem[]>): void {
    for (const [topic, items] of all) for (const item of items) this.item(topic, item)
  }

  /** Reads the host first, as after a start, when asked to; returns the steps that were taken. @throws {Error} naming steps that failed. */
  async turn(look = false): Promise<readonly Step[]> {
    if (look) this.table.observe(await this.host.read())
    const plan = this.table.plan('all', { present: () => true, confirmed: true })
    const failed = this.table.settle(plan, await this.host.apply(plan.steps))
    if (failed.length > 0)
      throw new Error(
        failed
          .slice(0, 5)
          .map(({ step, error }) => `${step.key}: ${error}`)
          .join('\n'),
      )
    return plan.steps
  }

  private set(unit: string, rendered: readonly Rendered[]): void {
    this.table.set(
      unit,
      rendered.map(({ state, rule }) => ({ state, cause: { object: unit, revision: 1, rule } })),
    )
  }
}
